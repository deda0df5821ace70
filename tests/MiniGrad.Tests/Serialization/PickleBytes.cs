using System.Buffers.Binary;
using System.Text;

namespace MiniGrad.Tests.Serialization;

/// <summary>Pickles in memory, put together of values that are pickled already, also such as nobody should write.</summary>
internal static class PickleBytes
{
    public static readonly byte[] None = "N"u8.ToArray();
    public static readonly byte[] False = [0x89];
    public static readonly byte[] OrderedDictionary = [.. Global("collections", "OrderedDict"), (byte)')', (byte)'R'];

    /// <summary>The whole of one.</summary>
    public static byte[] Of(byte[] value) => [0x80, 2, .. value, (byte)'.'];

    public static byte[] Text(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        return [(byte)'X', .. BitConverter.GetBytes(bytes.Length), .. bytes];
    }

    public static byte[] Number(long number)
    {
        byte[] bytes = [0x8A, 8, 0, 0, 0, 0, 0, 0, 0, 0];
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(2), number);
        return bytes;
    }

    public static byte[] Tuple(params byte[][] items) => [(byte)'(', .. Join(items), (byte)'t'];

    public static byte[] List(params byte[][] items) => [(byte)']', (byte)'(', .. Join(items), (byte)'e'];

    public static byte[] Dictionary(params (string Key, byte[] Value)[] pairs) =>
        [(byte)'}', (byte)'(', .. Join([.. pairs.Select(pair => (byte[])[.. Text(pair.Key), .. pair.Value])]), (byte)'u'];

    public static byte[] Global(string module, string name) => [(byte)'c', .. Encoding.UTF8.GetBytes($"{module}\n{name}\n")];

    /// <summary>What a function makes of its arguments.</summary>
    public static byte[] Call(string module, string name, params byte[][] arguments) =>
        [.. Global(module, name), .. Tuple(arguments), (byte)'R'];

    public static byte[] Storage(string key, long length, string type = "FloatStorage", string module = "torch") =>
        [.. Tuple(Text("storage"), Global(module, type), Text(key), Text("cpu"), Number(length)), (byte)'Q'];

    /// <summary>A tensor as PyTorch writes it.</summary>
    public static byte[] View(byte[] storage, long offset, long[] sizes, long[] strides, params byte[][] more) =>
        Call("torch._utils", "_rebuild_tensor_v2",
            [storage, Number(offset), Numbers(sizes), Numbers(strides), False, OrderedDictionary, .. more]);

    public static byte[] Numbers(params long[] numbers) => Tuple([.. numbers.Select(Number)]);

    private static byte[] Join(byte[][] parts) => [.. parts.SelectMany(part => part)];
}
