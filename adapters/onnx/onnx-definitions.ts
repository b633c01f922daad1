import protobuf from 'protobufjs';

const field = (id: number, type: string) => ({ id, type });
const list = (id: number, type: string) => ({ id, type, rule: 'repeated' });

/** Fields of onnx.proto (IR version 10) that a graph is made of; documentation and annotations are left out. */
const definitions = protobuf.Root.fromJSON({
  nested: {
    ModelProto: {
      fields: {
        irVersion: field(1, 'int64'),
        producerName: field(2, 'string'),
        graph: field(7, 'GraphProto'),
        opsetImport: list(8, 'OperatorSetIdProto'),
        metadataProps: list(14, 'StringStringEntryProto'),
        functions: list(25, 'FunctionProto'),
      },
    },
    OperatorSetIdProto: { fields: { domain: field(1, 'string'), version: field(2, 'int64') } },
    FunctionProto: {
      fields: {
        name: field(1, 'string'),
        input: list(4, 'string'),
        output: list(5, 'string'),
        attribute: list(6, 'string'),
        node: list(7, 'NodeProto'),
        opsetImport: list(9, 'OperatorSetIdProto'),
        domain: field(10, 'string'),
        attributeProto: list(11, 'AttributeProto'),
        overload: field(13, 'string'),
      },
    },
    GraphProto: {
      fields: {
        node: list(1, 'NodeProto'),
        name: field(2, 'string'),
        initializer: list(5, 'TensorProto'),
        input: list(11, 'ValueInfoProto'),
        output: list(12, 'ValueInfoProto'),
        valueInfo: list(13, 'ValueInfoProto'),
        sparseInitializer: list(15, 'SparseTensorProto'),
      },
    },
    NodeProto: {
      fields: {
        input: list(1, 'string'),
        output: list(2, 'string'),
        name: field(3, 'string'),
        opType: field(4, 'string'),
        attribute: list(5, 'AttributeProto'),
        domain: field(7, 'string'),
        overload: field(8, 'string'),
      },
    },
    AttributeProto: {
      fields: {
        name: field(1, 'string'),
        f: field(2, 'float'),
        i: field(3, 'int64'),
        s: field(4, 'bytes'),
        t: field(5, 'TensorProto'),
        g: field(6, 'GraphProto'),
        floats: list(7, 'float'),
        ints: list(8, 'int64'),
        strings: list(9, 'bytes'),
        tensors: list(10, 'TensorProto'),
        graphs: list(11, 'GraphProto'),
        tp: field(14, 'TypeProto'),
        typeProtos: list(15, 'TypeProto'),
        type: field(20, 'int32'),
        refAttrName: field(21, 'string'),
        sparseTensor: field(22, 'SparseTensorProto'),
        sparseTensors: list(23, 'SparseTensorProto'),
      },
    },
    TensorProto: {
      fields: {
        dims: list(1, 'int64'),
        dataType: field(2, 'int32'),
        segment: field(3, 'TensorSegmentProto'),
        floatData: list(4, 'float'),
        int32Data: list(5, 'int32'),
        stringData: list(6, 'bytes'),
        int64Data: list(7, 'int64'),
        name: field(8, 'string'),
        rawData: field(9, 'bytes'),
        doubleData: list(10, 'double'),
        uint64Data: list(11, 'uint64'),
        externalData: list(13, 'StringStringEntryProto'),
        dataLocation: field(14, 'int32'),
        ownData: list(1001, 'OwnDataProto'),
      },
    },
    TensorSegmentProto: { fields: { begin: field(1, 'int64'), end: field(2, 'int64') } },
    OwnDataProto: {
      fields: { field: field(1, 'uint32'), start: field(2, 'uint64'), length: field(3, 'uint64') },
    },
    SparseTensorProto: {
      fields: { values: field(1, 'TensorProto'), indices: field(2, 'TensorProto'), dims: list(3, 'int64') },
    },
    StringStringEntryProto: { fields: { key: field(1, 'string'), value: field(2, 'string') } },
    ValueInfoProto: { fields: { name: field(1, 'string'), type: field(2, 'TypeProto') } },
    TypeProto: {
      fields: {
        tensorType: field(1, 'TensorTypeProto'),
        sequenceType: field(4, 'ElementTypeProto'),
        mapType: field(5, 'MapTypeProto'),
        sparseTensorType: field(8, 'TensorTypeProto'),
        optionalType: field(9, 'ElementTypeProto'),
      },
    },
    ElementTypeProto: { fields: { elemType: field(1, 'TypeProto') } },
    MapTypeProto: { fields: { keyType: field(1, 'int32'), valueType: field(2, 'TypeProto') } },
    TensorTypeProto: { fields: { elemType: field(1, 'int32'), shape: field(2, 'TensorShapeProto') } },
    TensorShapeProto: { fields: { dim: list(1, 'DimensionProto') } },
    DimensionProto: { fields: { dimValue: field(1, 'int64'), dimParam: field(2, 'string') } },
  },
});

/** `ModelProto` as protobufjs knows it; what it is made of hangs on it. */
export const modelType = definitions.lookupType('ModelProto');
