using System.Buffers;
using System.Buffers.Binary;
using MiniGrad.Onnx.Schema;

namespace MiniGrad.Onnx;

/// <summary>A model file without the elements of its tensors, which stay where they are: in place of them stands where that is.</summary>
/// <remarks>Whatever a file holds, what is made of it stays in proportion: objects are counted before there are any, as two bytes can stand
/// for a node.</remarks>
internal sealed class OnnxOutline
{
    // What objects and lists come to, in bytes, at least as many as the runtime takes; of nodes, their
    // outputs and tensors also what is made of them.
    private const long CostOfMessage = 240, CostOfNode = 1400, CostOfTensor = 1400, CostOfText = 64, CostOfOutput = 160,
        CostOfCharacter = 6, FreeCost = 48L << 20;
    private const int BytesOfLengthAtMost = 10, BytesOfPlace = 24, PlacesField = 6;

    private readonly Stream file;
    private readonly long costAllowed;
    private readonly byte[] chunk = new byte[1 << 14];
    private long chunkStart;
    private int chunkLength;
    // One for each level, as messages are copied one after the other.
    private readonly List<ArrayBufferWriter<byte>> parts = [];
    private int level;
    private long position;
    private long cost;

    private OnnxOutline(Stream file)
    {
        this.file = file;
        costAllowed = FreeCost + file.Length / 2;
    }

    /// <summary>The outline of a model.</summary>
    /// <exception cref="InvalidDataException">The stream does not follow the format.</exception>
    public static byte[] Of(Stream file) => Of(file, MessageKind.Model);

    /// <summary>The outline of a message of some kind, which fills the stream.</summary>
    public static byte[] Of(Stream file, MessageKind kind)
    {
        ArrayBufferWriter<byte> outline = new();
        new OnnxOutline(file).Copy(kind, file.Length, outline);
        return outline.WrittenSpan.ToArray();
    }

    /// <summary>Copies the fields of a message up to its end.</summary>
    private void Copy(MessageKind kind, long end, ArrayBufferWriter<byte> target)
    {
        cost += kind switch
        {
            MessageKind.Node => CostOfNode,
            MessageKind.Tensor => CostOfTensor,
            _ => CostOfMessage,
        };
        HashSet<int>? seen = null;
        while (position < end)
        {
            CheckCost();
            ulong tag = ReadNumber(end);
            ulong number = tag >> 3;
            if (number is 0 or > int.MaxValue) throw Bad($"a field has the number {number}");
            int field = (int)number;
            switch (tag & 7)
            {
                case 0:
                    ulong value = ReadNumber(end);
                    if (MessageKinds.IsRead(kind, field)) WriteNumbers(target, tag, value);
                    cost += sizeof(long) * 2;
                    break;
                case 1:
                    CopyBytes(kind, field, tag, sizeof(long), end, target);
                    break;
                case 5:
                    CopyBytes(kind, field, tag, sizeof(int), end, target);
                    break;
                case 2:
                    CopyField(kind, field, tag, end, target, ref seen);
                    break;
                default:
                    throw Bad($"field {field} is of a kind that the format does not have");
            }
        }
    }

    private void CopyField(MessageKind kind, int field, ulong tag, long end, ArrayBufferWriter<byte> target, ref HashSet<int>? seen)
    {
        ulong length = ReadNumber(end);
        if (length > (ulong)(end - position)) throw Bad($"field {field} has {length} bytes, of which {end - position} are there");
        long fieldEnd = position + (long)length;
        if (MessageKinds.IsElements(kind, field))
        {
            cost += CostOfText;
            // A field that may be there several times, so that none is lost.
            WriteNumbers(target, PlacesField << 3 | 2, BytesOfPlace);
            Span<byte> place = target.GetSpan(BytesOfPlace);
            BinaryPrimitives.WriteInt64LittleEndian(place, field);
            BinaryPrimitives.WriteInt64LittleEndian(place[8..], position);
            BinaryPrimitives.WriteInt64LittleEndian(place[16..], (long)length);
            target.Advance(BytesOfPlace);
            Skip(fieldEnd);
        }
        else if (MessageKinds.Inside(kind, field) is { } inside)
        {
            if (MessageKinds.IsSingle(kind, field) && !(seen ??= []).Add(field))
                throw Bad($"field {field} of the message {kind} is there twice");
            if (level == parts.Count) parts.Add(new ArrayBufferWriter<byte>());
            ArrayBufferWriter<byte> part = parts[level++];
            part.ResetWrittenCount();
            Copy(inside, fieldEnd, part);
            level--;
            WriteNumbers(target, tag, (ulong)part.WrittenCount);
            target.Write(part.WrittenSpan);
        }
        else if (MessageKinds.IsOpaque(kind, field))
        {
            cost += CostOfMessage;
            WriteNumbers(target, tag, 0);
            Skip(fieldEnd);
        }
        else
        {
            // Of packed numbers, each byte may be one of eight bytes, in a list that has grown by doubling.
            bool isPacked = (kind, field) is (MessageKind.Tensor, 1) or (MessageKind.Attribute, 7 or 8);
            if (MessageKinds.IsRead(kind, field)) cost += CostOfText + (long)length * (isPacked ? 2 * sizeof(long) + CostOfCharacter
                : CostOfCharacter);
            if ((kind, field) == (MessageKind.Node, 2)) cost += CostOfOutput;
            CheckCost();
            if (MessageKinds.IsRead(kind, field)) WriteNumbers(target, tag, length);
            CopyBytes(MessageKinds.IsRead(kind, field) ? target : null, fieldEnd);
        }
    }

    private void CopyBytes(MessageKind kind, int field, ulong tag, int length, long end, ArrayBufferWriter<byte> target)
    {
        if (MessageKinds.IsElements(kind, field)) throw Bad($"the elements in field {field} of a tensor are not packed");
        if (length > end - position) throw Bad("it ends within a number");
        if (MessageKinds.IsRead(kind, field)) WriteNumbers(target, tag);
        cost += sizeof(long) * 2;
        CopyBytes(MessageKinds.IsRead(kind, field) ? target : null, position + length);
    }

    private void CopyBytes(ArrayBufferWriter<byte>? target, long end)
    {
        if (target is null) Skip(end);
        while (position < end)
        {
            Fill();
            int start = (int)(position - chunkStart), count = (int)Math.Min(end - position, chunkLength - start);
            target!.Write(chunk.AsSpan(start, count));
            position += count;
        }
    }

    private void Skip(long end) => position = end;

    private void Fill()
    {
        if (position >= chunkStart && position < chunkStart + chunkLength) return;
        file.Position = chunkStart = position;
        chunkLength = file.Read(chunk);
        if (chunkLength == 0) throw Bad("it ends too early");
    }

    private ulong ReadNumber(long end)
    {
        ulong value = 0;
        for (int place = 0; place < BytesOfLengthAtMost; place++)
        {
            if (position >= end) throw Bad("it ends within a number");
            Fill();
            byte next = chunk[position++ - chunkStart];
            value |= (ulong)(next & 127) << (7 * place);
            if (next < 128) return value;
        }
        throw Bad("a number has too many bytes");
    }

    private void CheckCost()
    {
        if (cost > costAllowed)
            throw Bad($"its {file.Length:N0} bytes stand for objects of more than {costAllowed:N0}, which is out of proportion");
    }

    private InvalidDataException Bad(string what) => new(Invariant($"not an ONNX file: at byte {position:N0}, {what}."));

    private static void WriteNumbers(ArrayBufferWriter<byte> target, params ReadOnlySpan<ulong> values)
    {
        foreach (ulong given in values)
        {
            Span<byte> bytes = target.GetSpan(BytesOfLengthAtMost);
            int count = 0;
            for (ulong value = given; ; value >>= 7)
            {
                bytes[count++] = (byte)(value < 128 ? value : value & 127 | 128);
                if (value < 128) break;
            }
            target.Advance(count);
        }
    }
}

/// <summary>Where elements of a tensor lie in its file, and in which field of the format.</summary>
internal readonly record struct ElementsPlace(int Field, long Start, long Length)
{
    /// <summary>Those of a tensor of an outline.</summary>
    public static ElementsPlace[] Of(TensorProto tensor) => [.. tensor.StringData.Select(place => new ElementsPlace(
        (int)BinaryPrimitives.ReadInt64LittleEndian(place.Span), BinaryPrimitives.ReadInt64LittleEndian(place.Span[8..]),
        BinaryPrimitives.ReadInt64LittleEndian(place.Span[16..])))];
}
