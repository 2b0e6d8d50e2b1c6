using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace FlowerModel.Tflite.Tests;

/// <summary>
/// Everything in a .tflite file as text, read with an independent reader that follows a description of the schema and does not use the model
/// classes of the library. Indices of buffers and operator codes are replaced with what they refer to. Defaults and empty strings, vectors and
/// tables are omitted because they carry no information. A field that is missing from the description is shown as unknown.
/// </summary>
internal sealed class FlatText
{
    private static readonly Dictionary<string, string[]> Schema = new()
    {
        ["Model"] = ["version:u32", "-", "subgraphs:[SubGraph]", "description:string", "-", "metadata_buffer:[buffer]",
            "metadata:[Metadata]", "signature_defs:[SignatureDef]"],
        ["SubGraph"] = ["tensors:[Tensor]", "inputs:[i32]", "outputs:[i32]", "operators:[Operator]", "name:string", "debug:i32=-1"],
        ["Tensor"] = ["shape:[i32]", "type:u8", "buffer:buffer", "name:string", "quantization:Quantization", "is_variable:u8",
            "sparsity:Sparsity", "shape_signature:[i32]", "has_rank:u8"],
        ["Sparsity"] = [],
        ["Quantization"] = ["min:[i32]", "max:[i32]", "scale:[i32]", "zero_point:[i64]", "details_type:u8", "details:Sparsity",
            "quantized_dimension:i32"],
        ["Operator"] = ["-", "inputs:[i32]", "outputs:[i32]", "-", "options:options", "custom_options:[u8]",
            "custom_options_format:u8", "mutating_variable_inputs:[u8]", "intermediates:[i32]"],
        ["Metadata"] = ["name:string", "buffer:buffer"],
        ["SignatureDef"] = ["inputs:[TensorMap]", "outputs:[TensorMap]", "key:string", "tag:string", "subgraph:u32"],
        ["TensorMap"] = ["name:string", "tensor:u32"],
        ["Options1"] = ["padding:u8", "stride_w:i32", "stride_h:i32", "activation:u8", "dilation_w:i32=1", "dilation_h:i32=1", "bias_type:u8"],
        ["Options2"] = ["padding:u8", "stride_w:i32", "stride_h:i32", "multiplier:i32", "activation:u8", "dilation_w:i32=1",
            "dilation_h:i32=1"],
        ["Options5"] = ["padding:u8", "stride_w:i32", "stride_h:i32", "filter_w:i32", "filter_h:i32", "activation:u8"],
        ["Options8"] = ["activation:u8", "weights_format:u8", "keep_num_dims:u8", "asymmetric:u8", "bias_type:u8"],
        ["Options9"] = ["beta:i32"],
        ["Options11"] = ["activation:u8", "pot_scale_int16:u8=1"],
        ["Options17"] = ["new_shape:[i32]"],
        ["Options21"] = ["activation:u8"],
        ["Options27"] = ["keep_dims:u8"],
        ["Options28"] = ["activation:u8", "pot_scale_int16:u8=1"],
    };

    private readonly byte[] file;
    private readonly StringBuilder text = new();
    private readonly int codes;
    private readonly int buffers;

    private FlatText(byte[] file)
    {
        this.file = file;
        var root = Follow(0);
        codes = Follow(Field(root, 1));
        buffers = Follow(Field(root, 4));
        Table("Model", root, "");
    }

    internal static string Of(byte[] file) => new FlatText(file).text.ToString();

    /// <summary>Returns the position in the file of the bytes of each nonempty buffer.</summary>
    internal static IReadOnlyList<int> BufferPositions(byte[] file)
    {
        var reader = new FlatText(file);
        var positions = new List<int>();
        for (var i = 0; i < reader.Int(reader.buffers); i++)
        {
            var data = reader.Field(reader.Follow(reader.buffers + 4 + 4 * i), 0);
            if (data != 0 && reader.Int(reader.Follow(data)) > 0) positions.Add(reader.Follow(data) + 4);
        }

        return positions;
    }

    private void Table(string kind, int table, string indent)
    {
        var fields = Schema.GetValueOrDefault(kind, []);
        var slots = (BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(table - Int(table))) - 4) / 2;
        if (kind == "Operator") text.AppendLine($"{indent}code {Code(Field(table, 0) is var code and not 0 ? Int(code) : 0)}");
        for (var slot = 0; slot < slots; slot++)
        {
            var at = Field(table, slot);
            if (at == 0) continue;
            if (slot >= fields.Length)
            {
                text.AppendLine($"{indent}unknown field {slot} of {kind}");
                continue;
            }

            if (fields[slot] == "-") continue;
            var (name, type) = (fields[slot].Split(':')[0], fields[slot].Split(':')[1]);
            var options = type == "options" ? "Options" + file[Field(table, slot - 1)] : "";
            Value(name, type, at, options, indent);
        }
    }

    private void Value(string name, string type, int at, string options, string indent)
    {
        switch (type)
        {
            case "buffer":
                if (Bytes(Int(at)) is { Length: > 0 } bytes) text.AppendLine($"{indent}{name} {Hash(bytes)}");
                break;
            case "string":
                var length = Int(Follow(at));
                if (length > 0) text.AppendLine($"{indent}{name} '{Encoding.UTF8.GetString(file, Follow(at) + 4, length)}'");
                break;
            case "options" or "Quantization" or "Sparsity":
                var before = text.Length;
                text.AppendLine($"{indent}{name} {options}");
                var header = text.Length;
                Table(type == "options" ? options : type, Follow(at), indent + "  ");
                if (text.Length == header) text.Length = before;
                break;
            case ['[', .. var element, ']']:
                Vector(name, element, Follow(at), indent);
                break;
            default:
                var (scalar, fallback) = type.Split('=') is [var first, var second] ? (first, second) : (type, "0");
                long value = scalar switch { "u8" => file[at], "u32" => (uint)Int(at), _ => Int(at) };
                if (value.ToString(CultureInfo.InvariantCulture) != fallback) text.AppendLine($"{indent}{name} {value}");
                break;
        }
    }

    private void Vector(string name, string element, int vector, string indent)
    {
        var count = Int(vector);
        if (count == 0) return;
        if (element is "u8" or "i32" or "i64")
        {
            var size = element switch { "u8" => 1, "i32" => 4, _ => 8 };
            text.AppendLine($"{indent}{name} {Convert.ToHexString(file, vector + 4, count * size)}");
            return;
        }

        for (var i = 0; i < count; i++)
        {
            text.AppendLine($"{indent}{name} {i}");
            var at = vector + 4 + 4 * i;
            if (element == "buffer") text.AppendLine($"{indent}  {Hash(Bytes(Int(at)))}");
            else Table(element, Follow(at), indent + "  ");
        }
    }

    private string Code(int index)
    {
        var code = Follow(codes + 4 + 4 * index);
        var (old, custom, version, now) = (Field(code, 0), Field(code, 1), Field(code, 2), Field(code, 3));
        var number = Math.Max(old == 0 ? 0 : (sbyte)file[old], now == 0 ? 0 : Int(now));
        var name = custom == 0 ? "" : Encoding.UTF8.GetString(file, Follow(custom) + 4, Int(Follow(custom)));
        return $"{number} version {(version == 0 ? 1 : Int(version))} {name}";
    }

    private ReadOnlySpan<byte> Bytes(int buffer)
    {
        var data = Field(Follow(buffers + 4 + 4 * buffer), 0);
        return data == 0 ? default : file.AsSpan(Follow(data) + 4, Int(Follow(data)));
    }

    private static string Hash(ReadOnlySpan<byte> bytes) => $"{bytes.Length}:{Convert.ToHexString(SHA256.HashData(bytes))}";

    private int Int(int at) => BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(at));

    private int Follow(int at) => at + Int(at);

    /// <summary>Returns the position of a field, or 0 if the table does not contain it.</summary>
    private int Field(int table, int slot)
    {
        var vtable = table - Int(table);
        if (4 + 2 * slot >= BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(vtable))) return 0;
        var offset = BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(vtable + 4 + 2 * slot));
        return offset == 0 ? 0 : table + offset;
    }
}
