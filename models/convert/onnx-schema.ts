import protobuf from 'protobufjs';

/**
 * The part of onnx.proto3 (ONNX IR version 8) that a converted model uses. Field numbers are those of the standard:
 * https://github.com/onnx/onnx/blob/v1.12.0/onnx/onnx.proto3
 */
const DEFINITION = `
  syntax = "proto3";
  message AttributeProto {
    string name = 1; float f = 2; int64 i = 3; bytes s = 4; repeated int64 ints = 8;
    int32 type = 20;
  }
  message NodeProto {
    repeated string input = 1; repeated string output = 2; string name = 3; string op_type = 4;
    repeated AttributeProto attribute = 5;
  }
  message TensorProto { repeated int64 dims = 1; int32 data_type = 2; string name = 8; bytes raw_data = 9; }
  message Dimension { oneof value { int64 dim_value = 1; string dim_param = 2; } }
  message TensorShapeProto { repeated Dimension dim = 1; }
  message TensorType { int32 elem_type = 1; TensorShapeProto shape = 2; }
  message TypeProto { TensorType tensor_type = 1; }
  message ValueInfoProto { string name = 1; TypeProto type = 2; }
  message GraphProto {
    repeated NodeProto node = 1; string name = 2; repeated TensorProto initializer = 5;
    repeated ValueInfoProto input = 11; repeated ValueInfoProto output = 12;
  }
  message OperatorSetIdProto { string domain = 1; int64 version = 2; }
  message ModelProto {
    int64 ir_version = 1; string producer_name = 2; GraphProto graph = 7; repeated OperatorSetIdProto opset_import = 8;
  }
`;

/** TensorProto.DataType */
export const ELEMENT = { float32: 1, int32: 6, int64: 7, bool: 9 } as const;
export type ElementType = keyof typeof ELEMENT;

/** AttributeProto.AttributeType */
const ATTRIBUTE = { float: 1, int: 2, string: 3, ints: 7 } as const;

export interface FloatAttribute {
  readonly float: number;
}

/** An attribute: an integer, integers, a text, or a number that must be written as a float even when it is whole. */
export type AttributeValue = number | readonly number[] | string | FloatAttribute;

export function encodeAttribute(name: string, value: AttributeValue): object {
  if (typeof value === 'number') return { name, type: ATTRIBUTE.int, i: value };
  if (typeof value === 'string') return { name, type: ATTRIBUTE.string, s: Buffer.from(value) };
  if ('float' in value) return { name, type: ATTRIBUTE.float, f: value.float };
  return { name, type: ATTRIBUTE.ints, ints: value };
}

/** Serialises a ModelProto given as a plain object with the standard's field names. The bytes depend on it alone. */
export function encodeModel(model: object): Uint8Array {
  const root = protobuf.parse(DEFINITION, { keepCase: true }).root;
  const type = root.lookupType('ModelProto');
  return type.encode(type.create(model)).finish();
}
