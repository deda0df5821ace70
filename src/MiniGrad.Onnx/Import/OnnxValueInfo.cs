using System.Globalization;
using MiniGrad.Onnx.Schema;

namespace MiniGrad.Onnx;

/// <summary>An input or an output of a network, as its file describes it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="ElementType">What its elements are.</param>
/// <param name="Sizes">The sizes along its axes: numbers, or names for what may vary, or <c>?</c>; null where the file says
/// nothing.</param>
public sealed record OnnxValueInfo(string Name, OnnxElementType ElementType, IReadOnlyList<string>? Sizes)
{
    /// <summary>Such as <c>pixels: Float [batch, 784]</c>.</summary>
    public override string ToString() => $"{Name}: {ElementType}{(Sizes is null ? "" : $" [{string.Join(", ", Sizes)}]")}";

    internal static OnnxValueInfo Of(ValueInfoProto value)
    {
        TypeProto.Types.Tensor? tensor = value.Type?.TensorType;
        return new OnnxValueInfo(value.Name, (OnnxElementType)(tensor?.ElemType ?? 0), tensor?.Shape is { } shape
            ? [.. shape.Dim.Select(size => size.ValueCase switch
            {
                TensorShapeProto.Types.Dimension.ValueOneofCase.DimValue => Invariant($"{size.DimValue}"),
                TensorShapeProto.Types.Dimension.ValueOneofCase.DimParam when size.DimParam.Length > 0 => size.DimParam,
                _ => "?",
            })] : null);
    }

    /// <summary>Whether the file fixes the first axis.</summary>
    internal bool IsFixed(out int size)
    {
        size = 0;
        return Sizes?.Count > 0 && int.TryParse(Sizes[0], CultureInfo.InvariantCulture, out size);
    }

    /// <summary>The same with a first axis of any size.</summary>
    internal OnnxValueInfo Freed(string name) => this with { Sizes = [name, .. Sizes!.Skip(1)] };

    /// <summary>Throws if a value does not fit what the file says of it, or what a name of a size stood for in an input before.</summary>
    internal void Check(OnnxValue value, Dictionary<string, (int Size, string Input)>? named)
    {
        // Numbers of single precision may come in as those of the network's.
        bool isNumber =
            ElementType is OnnxElementType.Float or OnnxElementType.Double or OnnxElementType.Float16 or OnnxElementType.BFloat16;
        bool fits = isNumber ? value.ElementType is OnnxElementType.Float or OnnxElementType.Double
            : ElementType == OnnxElementType.Undefined || value.ElementType == ElementType
                || (ElementType == OnnxElementType.Int32 && value is IntegerValue);
        if (fits && Sizes is not null)
        {
            fits = value.Shape.Rank == Sizes.Count;
            for (int axis = 0; fits && axis < Sizes.Count; axis++)
                fits = !int.TryParse(Sizes[axis], CultureInfo.InvariantCulture, out int size) || size == value.Shape[axis];
        }
        if (!fits)
        {
            bool isBatch = Sizes?.Count > 0 && value.Shape.Rank == Sizes.Count && IsFixed(out _)
                && Sizes.Skip(1).Zip(value.Shape.Skip(1)).All(pair => pair.First == Invariant($"{pair.Second}"));
            string hint = isBatch ? " The file fixes the first axis; FreesBatch of OnnxImportOptions takes any number of samples." : "";
            throw new ArgumentException($"OnnxNetwork: expected the input {this}, got {value}.{hint}");
        }
        for (int axis = 0; named is not null && axis < Sizes?.Count; axis++)
        {
            (string name, int size) = (Sizes[axis], value.Shape[axis]);
            if (name == "?" || named.TryAdd(name, (size, Name)) || named[name].Size == size) continue;
            (int known, string other) = named[name];
            throw new ArgumentException(
                Invariant($"OnnxNetwork: expected the input {this} with '{name}' of {known} as in '{other}', got {value}."));
        }
    }
}
