using System.Buffers.Binary;
using MiniGrad.Data;
using MiniGrad.Serialization;
using MiniGrad.Tests.Data;
using Xunit;

namespace MiniGrad.Tests.Serialization;

public sealed class NpyFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string FilePath => folder.File("a.npy");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Tensors_and_arrays_come_back()
    {
        uint[] bits = [0x7F800001, 0x80000000, 1, 2, 3, 4];
        NpyFile.Write(FilePath, Tensor.Create(Array.ConvertAll(bits, BitConverter.UInt32BitsToSingle), [3, 2]));
        Tensor<float> tensor = NpyFile.ReadTensor<float>(FilePath);
        Assert.Equal([3, 2], tensor.Shape);
        Assert.Equal(bits, Array.ConvertAll(tensor.ToArray(), BitConverter.SingleToUInt32Bits));

        NpyFile.Write(FilePath, Tensor.Scalar(0.1));
        Assert.Equal((0.1, Shape.Scalar), (NpyFile.ReadTensor<double>(FilePath).ToScalar(), NpyFile.ReadTensor<double>(FilePath).Shape));
        Assert.Equal(0.1f, NpyFile.ReadTensor<float>(FilePath).ToScalar());

        NpyFile.Write(FilePath, IndexTensor.Create([1, -2, 3], [1, 3]));
        Assert.Equal([1, -2, 3], NpyFile.ReadIndices(FilePath).ToArray());
        Assert.Equal([1f, -2, 3], NpyFile.ReadTensor<float>(FilePath).ToArray());

        NpyFile.Write(FilePath, Array.Empty<float>());
        Assert.Equal([0], NpyFile.ReadTensor<float>(FilePath).Shape);
        Assert.Contains("an element of type Binary32 is not an index",
            Refusal(() => NpyFile.ReadIndices(FilePath)), StringComparison.Ordinal);

        NpyFile.Write(FilePath, [1UL << 63, 5UL], [2, 1]);
        Assert.Equal([1UL << 63, 5], NpyFile.ReadArray<ulong>(FilePath, out Shape shape));
        Assert.Equal([2, 1], shape);
        Assert.Contains("is not an index", Refusal(() => NpyFile.ReadIndices(FilePath)), StringComparison.Ordinal);
        Assert.Contains("expected elements of type Signed64, got Unsigned64",
            Refusal(() => NpyFile.ReadArray<long>(FilePath, out _)), StringComparison.Ordinal);

        NpyFile.Write(FilePath, Tensor.Zeros<float>([0, 4]));
        Assert.Equal([0, 4], NpyFile.ReadTensor<float>(FilePath).Shape);
        Shape deep = Shape.Create([.. Enumerable.Repeat(1, Shape.MaxRank)]);
        NpyFile.Write(FilePath, Tensor.Ones<float>(deep));
        Assert.Equal(deep, NpyFile.ReadTensor<float>(FilePath).Shape);
    }

    [Fact]
    public void The_header_is_that_of_NumPy()
    {
        byte[] file = NpzBytes.Npy([1f, 2], [2]);

        Assert.Equal(128 + 8, file.Length);
        Assert.Equal((byte[])[0x93, .. "NUMPY"u8, 1, 0, 118, 0, .. "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }"u8],
            file[..(10 + 57)]);
        Assert.All(file[67..127], value => Assert.Equal((byte)' ', value));
        Assert.Equal((byte)'\n', file[127]);
        Assert.Contains("'|u1'", System.Text.Encoding.Latin1.GetString(NpzBytes.Npy([(byte)1])), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }", 1)]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }", 2)]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }", 3)]
    [InlineData("{\"shape\":(2L,3L),\"fortran_order\":False,\"descr\":\"<f4\"}   \n", 1)]
    [InlineData("  { 'shape' : ( 2 , 3 , ) , 'descr' : '<f4' , 'fortran_order' : False } \n", 1)]
    public void Versions_and_ways_to_write_a_header_are_read(string header, byte version)
    {
        Write(NpzBytes.Npy(header, FloatBytes(0, 1, 2, 3, 4, 5), version));

        Tensor<float> tensor = NpyFile.ReadTensor<float>(FilePath);

        Assert.Equal([2, 3], tensor.Shape);
        Assert.Equal([0f, 1, 2, 3, 4, 5], tensor.ToArray());
    }

    [Fact]
    public void Columns_first_is_read_into_rows_first()
    {
        Write(NpzBytes.Npy(
            "{'descr': '<f4', 'fortran_order': True, 'shape': (2, 3, 2)}", FloatBytes([.. Enumerable.Range(0, 12).Select(i => (float)i)])));

        Tensor<float> tensor = NpyFile.ReadTensor<float>(FilePath);

        for (int i = 0; i < 2; i++)
            for (int j = 0; j < 3; j++)
                for (int k = 0; k < 2; k++) Assert.Equal(i + 2 * j + 6 * k, tensor[i, j, k]);
    }

    [Fact]
    public void Big_endian_numbers_are_read()
    {
        byte[] data = new byte[8];
        BinaryPrimitives.WriteInt32BigEndian(data, 258);
        BinaryPrimitives.WriteInt32BigEndian(data.AsSpan(4), -2);
        Write(NpzBytes.Npy("{'descr': '>i4', 'fortran_order': False, 'shape': (2,)}", data));

        Assert.Equal([258, -2], NpyFile.ReadIndices(FilePath).ToArray());
        Assert.Equal([258.0, -2], NpyFile.ReadTensor<double>(FilePath).ToArray());
        Assert.Equal([258, -2], NpyFile.ReadArray<int>(FilePath, out _));
    }

    [Fact]
    public void Memory_is_that_of_the_result_in_either_order_of_axes()
    {
        const int Count = 1 << 20;
        foreach (string order in (string[])["True", "False"])
        {
            Write(NpzBytes.Npy($"{{'descr': '<f4', 'fortran_order': {order}, 'shape': (1024, 1024)}}", new byte[4 * Count]));
            Allocates(4 * Count, () => NpyFile.ReadArray<float>(FilePath, out _));
            Allocates(8 * Count, () => NpyFile.ReadTensor<double>(FilePath));
        }

        static void Allocates(long expected, Action read)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            read();
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, expected + (expected / 4));
        }
    }

    [Theory]
    [InlineData("{'descr': '|O', 'fortran_order': False, 'shape': (1,)}", "elements of type '|O' cannot be read")]
    [InlineData(
        "{'descr': '<U4', 'fortran_order': False, 'shape': (1,)}", "elements of type '<U4' cannot be read: expected one of f8, f4, f2, i8")]
    [InlineData("{'descr': '<c8', 'fortran_order': False, 'shape': (1,)}", "elements of type '<c8' cannot be read")]
    [InlineData("{'descr': '<M8[ns]', 'fortran_order': False, 'shape': (1,)}", "elements of type '<M8[ns]' cannot be read")]
    [InlineData("{'descr': '|f4', 'fortran_order': False, 'shape': (1,)}", "elements of type '|f4' cannot be read")]
    [InlineData("{'descr': '=f4', 'fortran_order': False, 'shape': (1,)}", "elements of type '=f4' cannot be read")]
    [InlineData("{'descr': [('x', '<f4')], 'fortran_order': False, 'shape': (1,)}", "the elements are structured")]
    [InlineData("{'descr': ('<f4', (2,)), 'fortran_order': False, 'shape': (1,)}", "the elements are structured")]
    [InlineData("{'descr': 4, 'fortran_order': False, 'shape': (1,)}", "descr in the header is not a string")]
    [InlineData("{'descr': '<f4, 'fortran_order': False, 'shape': (1,)}", "elements of type '<f4, ' cannot be read")]
    [InlineData("{'descr': '<f\\x34', 'fortran_order': False, 'shape': (1,)}", "descr in the header is not a string")]
    [InlineData("{'descr': '<f4', 'fortran_order': 0, 'shape': (1,)}", "neither True nor False")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': 1}", "has '1' where '(' is expected")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1)}", "expected a comma behind it")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (-1,)}", "something else than whole numbers")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1.0,)}", "the shape is not a list of whole numbers")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (,)}", "something else than whole numbers")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,)}", "something else than whole numbers")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1099511627776,)}", "more elements than an array holds")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (65536, 65536, 65536, 65536)}", "more elements than an array holds")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2,)}", "take 8 bytes, but 4 follow")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2147483591,)}", "take 8589934364 bytes, but 4 follow")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (0,)}", "take 0 bytes, but 4 follow")]
    [InlineData("{'descr': '<f4', 'fortran_order': False}", "lacks one of descr")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1,), 'more': 1}", "has the key 'more' twice, or")]
    [InlineData("{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (1,)}", "has the key 'descr' twice")]
    [InlineData("{'descr': '<f4' 'fortran_order': False, 'shape': (1,)}", "lacks a comma")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1,)} x", "goes on behind")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1,)", "lacks a comma or the end")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1,", "something else than whole numbers")]
    [InlineData("", "has its end where '{' is expected")]
    public void Errors_name_the_problem(string header, string expected)
    {
        Write(NpzBytes.Npy(header, new byte[4]));

        Assert.Contains(expected, Refusal(() => NpyFile.ReadTensor<float>(FilePath)), StringComparison.Ordinal);
    }

    [Fact]
    public void Deep_and_long_headers_are_refused()
    {
        AssertRefused(NpzBytes.Npy(new string('{', 60_000), []), "a key in the header is not a string");
        string sizes = string.Concat(Enumerable.Repeat("1,", 65));
        AssertRefused(NpzBytes.Npy($"{{'descr': '<f4', 'fortran_order': False, 'shape': ({sizes})}}", []), "more than 64 axes");
        AssertRefused(NpzBytes.Npy($"{{'{new string('x', 1000)}': 1}}", []), "1000 characters");
        AssertRefused([0x93, .. "NUMPY"u8, 2, 0, 0xFF, 0xFF, 0xFF, 0x7F, .. "{}"u8], "the header has 2147483647 bytes");
        AssertRefused([0x93, .. "NUMPY"u8, 1, 0, 10, 0, .. "{}"u8], "the header is cut short");
        AssertRefused([0x93, .. "NUMPY"u8, 4, 0, 10, 0, .. "{}"u8], "version 4.0");
        AssertRefused([0x93, .. "NUMPX"u8, 1, 0, 10, 0, .. "{}"u8], "not a file of NumPy's");
        AssertRefused([0x93], "cut short");
        AssertRefused([.. "1,2\n"u8], "the file seems to be text: read it as CSV, or write it by numpy.save");
        AssertRefused([.. "PK"u8, 3, 4, 0, 0, 0, 0, 0], "the file is a ZIP archive");
    }

    [Fact]
    public void A_missing_file_is_named() =>
        Assert.Contains(
            FilePath, Assert.Throws<FileNotFoundException>(() => NpyFile.ReadTensor<float>(FilePath)).Message, StringComparison.Ordinal);

    private static byte[] FloatBytes(params float[] values) => [.. values.SelectMany(BitConverter.GetBytes)];

    private void Write(byte[] file) => File.WriteAllBytes(FilePath, file);

    private void AssertRefused(byte[] file, string expected)
    {
        Write(file);
        Assert.Contains(expected, Refusal(() => NpyFile.ReadTensor<float>(FilePath)), StringComparison.Ordinal);
    }

    private string Refusal(Func<object> read)
    {
        string message = Assert.Throws<InvalidDataException>(read).Message;
        Assert.StartsWith($"{FilePath}: ", message, StringComparison.Ordinal);
        return message;
    }
}
