using MiniGrad.Data;
using MiniGrad.Layers;
using MiniGrad.Onnx;
using MiniGrad.Serialization;
using MiniGrad.Tests.Data;
using Xunit;

namespace MiniGrad.Tests.Cli;

/// <summary>Weights of one format as those of another.</summary>
public sealed class ConvertTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private string Source => folder.File("weights.safetensors");

    [Fact]
    public async Task Every_type_goes_to_NumPy_and_back_with_its_bits()
    {
        double[] doubles = [double.NaN, double.NegativeInfinity, -0.0, double.Epsilon, 0.1, 1 / 3.0];
        new SafetensorsBuilder().Add("f64", doubles, [2, 3]).Add("f32", [float.MaxValue, -0f, 1e-45f]).Add("f16", [(Half)1.5f, Half.NaN])
            .Add("i64", [long.MinValue, long.MaxValue]).Add("i32", [int.MinValue]).Add("i16", [short.MinValue]).Add("i8", [sbyte.MinValue])
            .Add("u64", [ulong.MaxValue]).Add("u32", [uint.MaxValue]).Add("u16", [ushort.MaxValue]).Add("u8", [byte.MaxValue])
            .Add("bool", [true, false]).AddScalar("scalar", 2.5f).Add("empty", Array.Empty<float>(), [0, 3]).Save(Source);

        ProgramRun there = await Minigrad.Run("convert", Source, folder.File("weights.npz"));
        ProgramRun back = await Minigrad.Run("convert", folder.File("weights.npz"), folder.File("back.safetensors"));

        Assert.Equal((0, "", 0, ""), (there.ExitCode, there.Error, back.ExitCode, back.Error));
        Assert.Equal($"{folder.File("weights.npz")}: 14 arrays, 23 numbers, as they are in {Source}", there.Lines.Single());
        Assert.Equal(File.ReadAllBytes(Source), File.ReadAllBytes(folder.File("back.safetensors")));
        using NpzFile npz = NpzFile.Open(folder.File("weights.npz"));
        Assert.Equal(
            doubles.Select(BitConverter.DoubleToInt64Bits),
            npz.ReadArray<double>("f64", out Shape shape).Select(BitConverter.DoubleToInt64Bits));
        Assert.Equal([2, 3], shape);
    }

    [Fact]
    public async Task Metadata_are_kept_in_safetensors_and_named_where_there_is_no_place_for_them()
    {
        new SafetensorsBuilder().Add("w", [1f]).AddMetadata("epoch", "3").AddMetadata("linear_weights", "in,out").Save(Source);

        ProgramRun same = await Minigrad.Run("convert", Source, folder.File("copy.safetensors"));
        ProgramRun lost = await Minigrad.Run("convert", Source, folder.File("copy.npz"));

        Assert.Equal((0, "", 0), (same.ExitCode, same.Error, lost.ExitCode));
        Assert.Equal(File.ReadAllBytes(Source), File.ReadAllBytes(folder.File("copy.safetensors")));
        Assert.EndsWith("and these are left out: epoch, linear_weights.", lost.Error.TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_of_PyTorch_is_the_same_by_way_of_safetensors()
    {
        string torch = Path.Combine(AppContext.BaseDirectory, "Golden", "torch", "tied.pt");
        using PyTorchFile expected = PyTorchFile.Open(torch);

        ProgramRun run = await Minigrad.Run("convert", torch, folder.File("net.safetensors"));

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        using SafetensorsFile file = SafetensorsFile.Open(folder.File("net.safetensors"));
        Assert.Equal("pt", file.Metadata["format"]);
        Assert.Equal(expected.Entries.Select(entry => entry.Name), file.Entries.Select(entry => entry.Name));
        Assert.All(
            expected.Entries, entry => Assert.Equal(expected.ReadArray<float>(entry.Name), file.ReadArray<float>(entry.Name)));
    }

    [Fact]
    public async Task Types_that_only_some_formats_have_are_widened_and_named()
    {
        WriteRaw(
            Source, """{"b":{"dtype":"BF16","shape":[2],"data_offsets":[0,4]},"e":{"dtype":"F8_E4M3","shape":[2],"data_offsets":[4,6]}}""",
            [0x80, 0x3F, 0x49, 0xC0, 0x38, 0xB8]);

        ProgramRun run = await Minigrad.Run("convert", Source, folder.File("wide.npz"));

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("BF16 widened to single precision, without loss: b", run.Lines);
        Assert.Contains("F8_E4M3 widened to half precision, without loss: e", run.Lines);
        using NpzFile file = NpzFile.Open(folder.File("wide.npz"));
        Assert.Equal([1f, -3.140625f], file.ReadArray<float>("b", out _));
        Assert.Equal([(Half)1, (Half)(-1)], file.ReadArray<Half>("e", out _));
    }

    [Fact]
    public async Task Weights_come_out_of_an_ONNX_file_and_texts_stay_there()
    {
        Mlp<double> model = new([3, 4, 2], Activation.Tanh, new Random(1));
        OnnxFile.Save(model, folder.File("net.onnx"), [3]);
        await Minigrad.Run("train", "--irises", "--epochs", "2", "--onnx", folder.File("irises.onnx"));

        ProgramRun run = await Minigrad.Run("convert", folder.File("net.onnx"), folder.File("net.npz"));
        ProgramRun texts = await Minigrad.Run("convert", folder.File("irises.onnx"), folder.File("irises.safetensors"));

        Assert.Equal((0, "", 0), (run.ExitCode, run.Error, texts.ExitCode));
        Assert.Contains("texts are no weights, and are left out: texts.", texts.Error, StringComparison.Ordinal);
        using NpzFile file = NpzFile.Open(folder.File("net.npz"));
        foreach ((string name, Parameter<double> parameter) in model.NamedParameters)
            Assert.Equal(parameter.ToArray(), file.ReadArray<double>(name, out _));
    }

    [Fact]
    public async Task What_a_file_is_its_content_decides()
    {
        new NpzBuilder().Add("w", [1f]).Save(folder.File("w.pt"));

        ProgramRun run = await Minigrad.Run("convert", folder.File("w.pt"), folder.File("w.safetensors"));
        ProgramRun described = await Minigrad.Run("describe", folder.File("w.pt"));

        string warning =
            $"warning: {folder.File("w.pt")}: it is an archive of NumPy's arrays, and not a file of PyTorch's, as its name says.";
        Assert.Equal((0, warning, 0, warning), (run.ExitCode, run.Error.TrimEnd(), described.ExitCode, described.Error.TrimEnd()));
        Assert.Equal([$"{folder.File("w.pt")}: 1 array of NumPy's", "  parameters: 1", "  w: f4 [1]"], described.Lines);
    }

    [Theory]
    [InlineData("out.pt", "files of PyTorch's are read and not written: expected .safetensors, which PyTorch reads by safetensors.torch")]
    [InlineData("out.onnx", "an ONNX file holds a network, and weights alone are none: expected .safetensors or .npz")]
    [InlineData("out.bin", "expected a name that ends in .safetensors or .npz.")]
    [InlineData("weights.safetensors", "expected another file than the one that is read.")]
    public async Task Targets_that_cannot_be_are_refused(string target, string problem)
    {
        new SafetensorsBuilder().Add("w", [1f]).Save(Source);

        ProgramRun run = await Minigrad.Run("convert", Source, folder.File(target), "--force");

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.StartsWith($"error: {folder.File(target)}: {problem}", run.Error, StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public async Task Sources_that_are_no_weights_leave_nothing_behind()
    {
        File.WriteAllText(folder.File("table.csv"), "a,b\n1,2\n");
        File.WriteAllBytes(folder.File("empty.npz"), []);
        new SafetensorsBuilder().Add("w", new float[100]).Save(Source);
        byte[] whole = File.ReadAllBytes(Source);
        File.WriteAllBytes(folder.File("cut.safetensors"), whole[..^4]);

        foreach ((string source, string problem) in ((string, string)[])
            [("table.csv", "got a table."), ("empty.npz", "not a ZIP archive"), ("cut.safetensors", "cut.safetensors: "),
            ("none.pt", "none.pt'"), (".", "expected a file, got a folder.")])
        {
            ProgramRun run = await Minigrad.Run("convert", folder.File(source), folder.File("out.npz"));
            Assert.Equal((2, ""), (run.ExitCode, run.Output));
            Assert.Contains(problem, run.Error, StringComparison.Ordinal);
            Assert.Single(run.Error.TrimEnd().Split('\n'));
        }
        Assert.Equal(4, Directory.GetFiles(folder.Path).Length);
    }

    private static void WriteRaw(string path, string header, byte[] data)
    {
        using BinaryWriter writer = new(File.Create(path));
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes(header);
        writer.Write((ulong)bytes.Length);
        writer.Write(bytes);
        writer.Write(data);
    }
}
