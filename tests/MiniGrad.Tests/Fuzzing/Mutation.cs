using System.Buffers.Binary;
using System.Text;

namespace MiniGrad.Tests.Fuzzing;

/// <summary>Changes bytes as accidents and attackers do.</summary>
internal static class Mutation
{
    private static readonly long[] extremes =
    [
        0, 1, -1, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, int.MaxValue, 1L << 31, uint.MaxValue, 1L << 32, 1L << 40, 1L << 53,
        100_000_000, 100_000_001, long.MinValue, long.MaxValue,
    ];

    private static readonly string[] numbers =
    [
        "0", "1", "7", "-1", "1.0", "1e5", "1e999", "01", "2147483591", "2147483647", "2147483648", "4294967296", "1099511627776",
            "9223372036854775807",
        "18446744073709551615", "99999999999999999999999999", "NaN", "null", "true", "\"1\"", "[]", "{}",
    ];

    private static readonly string[] nestings = ["[", "{", "(", "{\"a\":", "[0,"];

    private static readonly Func<byte[], Random, byte[]>[] kinds =
        [FlipBits, Cut, Insert, Remove, Repeat, WriteExtreme, WriteExtreme, ReplaceNumber, ReplaceNumber, ReplaceName, Nest, Append];

    /// <summary>One to three changes.</summary>
    public static byte[] Of(byte[] file, Random random)
    {
        for (int count = random.Next(1, 4); count > 0; count--)
            if (file.Length > 0) file = kinds[random.Next(kinds.Length)](file, random);
        return file;
    }

    private static byte[] FlipBits(byte[] file, Random random)
    {
        byte[] changed = [.. file];
        for (int flips = random.Next(1, 9); flips > 0; flips--) changed[random.Next(changed.Length)] ^= (byte)(1 << random.Next(8));
        return changed;
    }

    private static byte[] Cut(byte[] file, Random random) => file[..random.Next(file.Length)];

    private static byte[] Insert(byte[] file, Random random)
    {
        byte[] inserted = new byte[random.Next(1, 20)];
        if (random.Next(2) == 0) random.NextBytes(inserted);
        int at = random.Next(file.Length + 1);
        return [.. file[..at], .. inserted, .. file[at..]];
    }

    private static byte[] Remove(byte[] file, Random random)
    {
        (int from, int to) = Slice(file, random);
        return [.. file[..from], .. file[to..]];
    }

    private static byte[] Repeat(byte[] file, Random random)
    {
        (int from, int to) = Slice(file, random);
        return [.. file[..to], .. file[from..]];
    }

    private static byte[] Append(byte[] file, Random random) => [.. file, .. new byte[random.Next(1, 300)]];

    /// <summary>Into a field of a length, perhaps: most lie at the beginning or the end.</summary>
    private static byte[] WriteExtreme(byte[] file, Random random)
    {
        byte[] bytes = new byte[sizeof(long)];
        long value = extremes[random.Next(extremes.Length)] + random.Next(-1, 2);
        if (random.Next(2) == 0) BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        else BinaryPrimitives.WriteInt64BigEndian(bytes, value);
        int size = 1 << random.Next(4);
        // Of a big-endian number the last bytes are the low ones.
        ReadOnlySpan<byte> written = random.Next(2) == 0 ? bytes.AsSpan(0, size) : bytes.AsSpan(bytes.Length - size);
        int at = random.Next(3) switch
        {
            0 => random.Next(file.Length),
            1 => random.Next(Math.Min(16, file.Length)),
            _ => file.Length - 1 - random.Next(Math.Min(100, file.Length)),
        };
        byte[] changed = [.. file];
        written[..Math.Min(size, changed.Length - at)].CopyTo(changed.AsSpan(at));
        return changed;
    }

    /// <summary>Puts another number in the place of one in decimal notation.</summary>
    private static byte[] ReplaceNumber(byte[] file, Random random)
    {
        List<(int From, int To)> runs = Runs(file, value => value is >= (byte)'0' and <= (byte)'9');
        if (runs.Count == 0) return FlipBits(file, random);
        (int from, int to) = runs[random.Next(runs.Count)];
        return [.. file[..from], .. Encoding.ASCII.GetBytes(numbers[random.Next(numbers.Length)]), .. file[to..]];
    }

    /// <summary>Puts one name, letters and the like, in the place of another.</summary>
    private static byte[] ReplaceName(byte[] file, Random random)
    {
        List<(int From, int To)> runs = Runs(file, value => char.IsAsciiLetterOrDigit((char)value) || value is (byte)'_' or (byte)'.');
        if (runs.Count < 2) return FlipBits(file, random);
        (int from, int to) = runs[random.Next(runs.Count)];
        (int otherFrom, int otherTo) = runs[random.Next(runs.Count)];
        return [.. file[..from], .. file[otherFrom..otherTo], .. file[to..]];
    }

    private static byte[] Nest(byte[] file, Random random)
    {
        string nesting = string.Concat(Enumerable.Repeat(nestings[random.Next(nestings.Length)], 1 << random.Next(14)));
        int at = random.Next(file.Length + 1);
        return [.. file[..at], .. Encoding.ASCII.GetBytes(nesting), .. file[at..]];
    }

    private static (int From, int To) Slice(byte[] file, Random random)
    {
        int from = random.Next(file.Length);
        return (from, Math.Min(file.Length, from + random.Next(1, 40)));
    }

    private static List<(int From, int To)> Runs(byte[] file, Predicate<byte> belongs)
    {
        List<(int From, int To)> runs = [];
        for (int at = 0; at < file.Length; at++)
        {
            if (!belongs(file[at])) continue;
            int from = at;
            while (at < file.Length && belongs(file[at])) at++;
            runs.Add((from, at));
        }
        return runs;
    }
}
