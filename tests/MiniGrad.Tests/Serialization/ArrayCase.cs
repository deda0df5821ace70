using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using MiniGrad.Data;
using MiniGrad.Serialization;

namespace MiniGrad.Tests.Serialization;

/// <summary>An array whose elements are given by their bits, to go through files and other programs and come back the same.</summary>
internal abstract class ArrayCase(string name, Shape shape, ulong[] bits)
{
    /// <summary>Every type of elements, with what is hard to keep: payloads of NaN, −0, subnormal numbers, extremes, and shapes without
    /// elements or axes.</summary>
    public static IReadOnlyList<ArrayCase> All { get; } =
    [
        new ArrayCase<double>("double", [2, 3], 0x7FF8000000000123, 0x7FF0000000000001, 1UL << 63, 1, 0xFFFFFFFFFFFFFFFF,
            0x3FF0000000000000),
        new ArrayCase<float>("float", [2, 1, 2], 0x7F800001, 0xFFC12345, 0x80000000, 1),
        new ArrayCase<Half>("half", [3], 0x7C01, 0x8000, 0x3C00),
        new ArrayCase<long>("long", [2], 1UL << 63, 0x7FFFFFFFFFFFFFFF),
        new ArrayCase<int>("int", [2], 0x80000000, 0x7FFFFFFF),
        new ArrayCase<short>("short", [2], 0x8000, 0x7FFF),
        new ArrayCase<sbyte>("sbyte", [3], 0x80, 0x7F, 0xFF),
        new ArrayCase<ulong>("ulong", [4], 0xFFFFFFFFFFFFFFFF, 0, 1UL << 63, 0x0123456789ABCDEF),
        new ArrayCase<uint>("uint", [1, 1], 0xFEDCBA98),
        new ArrayCase<ushort>("ushort", [1], 0xFEDC),
        new ArrayCase<byte>("byte", [2, 2], 0, 1, 254, 255),
        new ArrayCase<bool>("bool", [3], 1, 0, 1),
        new ArrayCase<float>("scalar", [], 0x40490FDB),
        new ArrayCase<double>("empty", [3, 0, 2]),
        new ArrayCase<byte>("Größe/🙂", [1], 7),
    ];

    public string Name => name;

    public abstract void AddTo(SafetensorsBuilder builder);

    public abstract void AddTo(NpzBuilder builder);

    public abstract ulong[] BitsIn(SafetensorsFile file);

    public abstract ulong[] BitsIn(NpzFile file, out Shape shapeInFile);

    /// <summary>The description that the scripts read and print.</summary>
    public JsonObject Description(Func<ElementType, string> typeName) => new()
    {
        ["dtype"] = typeName(Type),
        ["shape"] = new JsonArray([.. shape.Select(size => JsonValue.Create(size))]),
        ["bits"] = new JsonArray([.. bits.Select(value => JsonValue.Create(value))]),
    };

    public ulong[] Bits => bits;

    public Shape Shape => shape;

    protected abstract ElementType Type { get; }
}

internal sealed class ArrayCase<TElement>(string name, Shape shape, params ulong[] bits) : ArrayCase(name, shape,
    bits) where TElement : unmanaged
{
    private TElement[] Elements => Array.ConvertAll(Bits, value => MemoryMarshal.Read<TElement>(MemoryMarshal.AsBytes([value])));

    protected override ElementType Type => ElementTypes.Of<TElement>();

    public override void AddTo(SafetensorsBuilder builder) => builder.Add(Name, Elements, Shape);

    public override void AddTo(NpzBuilder builder) => builder.Add(Name, Elements, Shape);

    public override ulong[] BitsIn(SafetensorsFile file) => ToBits(file.ReadArray<TElement>(Name));

    public override ulong[] BitsIn(NpzFile file, out Shape shapeInFile) => ToBits(file.ReadArray<TElement>(Name, out shapeInFile));

    private static ulong[] ToBits(TElement[] elements) => Array.ConvertAll(elements, element =>
    {
        ulong value = 0;
        Unsafe.WriteUnaligned(ref Unsafe.As<ulong, byte>(ref value), element);
        return value;
    });
}
