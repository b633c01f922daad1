"""The original's towers in PyTorch, as a peer: exports them and times them.

    python3 original.py checkpoint.safetensors folder

Writes image.onnx, text.onnx (as cn_clip/deploy/pytorch_to_onnx.py does, but with a free batch) and joint.onnx (as Hugging Face
lays Chinese-CLIP out), prints "ready", then answers lines {"tower", "batch"} with the milliseconds of one run.
"""

import json
import struct
import sys
import time

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F


def read_safetensors(path):
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
        data = file.read()
    tensors = {}
    for name, entry in header.items():
        start, end = entry["data_offsets"]
        values = np.frombuffer(data[start:end], dtype="<f2").astype(np.float32)
        tensors[name] = torch.from_numpy(values.reshape(entry["shape"]))
    return tensors


class ImageTower(nn.Module):
    """cn_clip/clip/model.py, VisualTransformer: attention by nn.MultiheadAttention, length first."""

    def __init__(self, weights):
        super().__init__()
        self.w = nn.ParameterDict({key.replace(".", "/"): nn.Parameter(value) for key, value in weights.items()})
        self.width, self.patch = weights["conv1.weight"].shape[0], weights["conv1.weight"].shape[-1]
        width = self.width
        self.layers = 1 + max(int(key.split(".")[2]) for key in weights if key.startswith("transformer"))
        self.attention = nn.ModuleList()
        for i in range(self.layers):
            attention = nn.MultiheadAttention(width, width // 64)
            prefix = f"transformer.resblocks.{i}.attn."
            attention.load_state_dict({key[len(prefix):]: value for key, value in weights.items() if key.startswith(prefix)})
            self.attention.append(attention)

    def norm(self, x, name):
        w = self.w
        return F.layer_norm(x, (self.width,), w[f"{name}.weight".replace(".", "/")], w[f"{name}.bias".replace(".", "/")])

    def linear(self, x, name):
        w = self.w
        return F.linear(x, w[f"{name}.weight".replace(".", "/")], w[f"{name}.bias".replace(".", "/")])

    def forward(self, image):
        x = F.conv2d(image, self.w["conv1/weight"], stride=self.patch)
        x = x.flatten(2).permute(0, 2, 1)
        first = self.w["class_embedding"] + torch.zeros(x.shape[0], 1, self.width)
        x = torch.cat([first, x], dim=1) + self.w["positional_embedding"]
        x = self.norm(x, "ln_pre").permute(1, 0, 2)
        for i in range(self.layers):
            block = f"transformer.resblocks.{i}"
            y = self.norm(x, f"{block}.ln_1")
            x = x + self.attention[i](y, y, y, need_weights=False)[0]
            y = self.linear(self.norm(x, f"{block}.ln_2"), f"{block}.mlp.c_fc")
            x = x + self.linear(y * torch.sigmoid(1.702 * y), f"{block}.mlp.c_proj")
        return self.norm(x.permute(1, 0, 2)[:, 0], "ln_post") @ self.w["proj"]


class TextTower(nn.Module):
    """cn_clip/clip/modeling_bert.py: padding is masked by -10000, the whole of 52 tokens is computed."""

    def __init__(self, weights, projection):
        super().__init__()
        self.w = nn.ParameterDict({key.replace(".", "/"): nn.Parameter(value) for key, value in weights.items()})
        self.projection = nn.Parameter(projection)
        self.width = projection.shape[0]
        self.layers = 1 + max(int(key.split(".")[2]) for key in weights if key.startswith("encoder"))

    def norm(self, x, name):
        w = self.w
        return F.layer_norm(x, (self.width,), w[f"{name}.weight".replace(".", "/")], w[f"{name}.bias".replace(".", "/")], 1e-12)

    def linear(self, x, name):
        w = self.w
        return F.linear(x, w[f"{name}.weight".replace(".", "/")], w[f"{name}.bias".replace(".", "/")])

    def forward(self, text):
        w = self.w
        mask = (1.0 - text.ne(0).float())[:, None, None, :] * -10000.0
        x = w["embeddings/word_embeddings/weight"][text]
        x = x + w["embeddings/position_embeddings/weight"][: text.shape[1]] + w["embeddings/token_type_embeddings/weight"][0]
        x = self.norm(x, "embeddings.LayerNorm")
        heads = self.width // 64
        for i in range(self.layers):
            layer = f"encoder.layer.{i}"
            split = lambda y: y.view(y.shape[0], y.shape[1], heads, 64).permute(0, 2, 1, 3)
            q, k, v = (split(self.linear(x, f"{layer}.attention.self.{role}")) for role in ("query", "key", "value"))
            weights = torch.softmax(q @ k.transpose(-1, -2) / 8.0 + mask, dim=-1)
            y = (weights @ v).permute(0, 2, 1, 3).flatten(2)
            x = self.norm(x + self.linear(y, f"{layer}.attention.output.dense"), f"{layer}.attention.output.LayerNorm")
            y = F.gelu(self.linear(x, f"{layer}.intermediate.dense"))
            x = self.norm(x + self.linear(y, f"{layer}.output.dense"), f"{layer}.output.LayerNorm")
        return x[:, 0] @ self.projection


class Joint(nn.Module):
    """ChineseCLIPModel of Hugging Face: both towers for every call."""

    def __init__(self, image, text):
        super().__init__()
        self.image = image
        self.text = text

    def forward(self, input_ids, pixel_values, attention_mask):
        images, texts = self.image(pixel_values), self.text(input_ids * attention_mask)
        images = images / images.norm(dim=-1, keepdim=True)
        texts = texts / texts.norm(dim=-1, keepdim=True)
        logits = texts @ images.t()
        return logits.t(), logits, texts, images


def export(module, inputs, path, names, outputs):
    axes = {name: {0: "batch"} if name != "input_ids" and name != "attention_mask" else {0: "texts", 1: "length"} for name in names}
    torch.onnx.export(module, inputs, path, input_names=names, output_names=outputs, opset_version=13, dynamic_axes=axes)


def main():
    torch.set_num_threads(2)
    checkpoint, folder = sys.argv[1:3]
    tensors = read_safetensors(checkpoint)
    part = lambda prefix: {key[len(prefix):]: value for key, value in tensors.items() if key.startswith(prefix)}
    image = ImageTower(part("visual.")).eval()
    text = TextTower(part("bert."), tensors["text_projection"]).eval()
    pixels, ids = torch.zeros(1, 3, 224, 224), torch.zeros(1, 52, dtype=torch.int64)
    ids[0, :3] = torch.tensor([2, 5, 3])
    with torch.no_grad():
        export(image, pixels, f"{folder}/image.onnx", ["image"], ["unnorm_image_features"])
        export(text, ids, f"{folder}/text.onnx", ["text"], ["unnorm_text_features"])
        joint = (ids[:, :12], pixels, torch.ones(1, 12, dtype=torch.int64))
        outputs = ["logits_per_image", "logits_per_text", "text_embeds", "image_embeds"]
        export(Joint(image, text), joint, f"{folder}/joint.onnx", ["input_ids", "pixel_values", "attention_mask"], outputs)
        print("ready", flush=True)
        for line in sys.stdin:
            request = json.loads(line)
            batch = request["batch"]
            run = (lambda: image(pixels.repeat(batch, 1, 1, 1))) if request["tower"] == "image" else (lambda: text(ids.repeat(batch, 1)))
            started = time.perf_counter()
            run()
            print((time.perf_counter() - started) * 1000, flush=True)


main()
