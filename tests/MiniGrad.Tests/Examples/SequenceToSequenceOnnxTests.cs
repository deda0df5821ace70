using MiniGrad.Data;
using MiniGrad.Decoding;
using MiniGrad.Onnx;
using MiniGrad.Tests.Data;
using MiniGrad.Tests.Onnx;
using Xunit;

namespace MiniGrad.Tests.Examples;

/// <summary>The example's encoder and one step of its decoder as ONNX files.</summary>
public sealed class SequenceToSequenceOnnxTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Encoder_and_steps_answer_in_ONNX_Runtime_as_here(bool attends)
    {
        (Coding coding, Translator model) = Small(attends);
        OnnxFiles.Save(coding, model, folder.Path);
        using OnnxRuntime encoder = new(folder.File(OnnxFiles.Encoder)), step = new(folder.File(OnnxFiles.Step));
        OnnxNetwork<float> imported = OnnxNetwork<float>.Load(folder.File(OnnxFiles.Step));
        foreach (string[] sources in (string[][])[["abc"], ["a", "bcab", "cc"]])
        {
            PaddedSequences padded = new([.. sources.Select(source => coding.Source.Encode(source))]);
            using GraphRegion region = Inference.Begin();
            DecodingState<float> state = model.Begin(padded.Tokens, padded.Lengths);
            IReadOnlyDictionary<string, Tensor<float>> read =
                encoder.Run<float>(new OnnxInputs { ["source"] = padded.Tokens, ["lengths"] = padded.Lengths });
            Assert.Equal(attends ? ["hidden", "cell", "read", "counts"] : ["hidden", "cell"], read.Keys);
            OnnxInputs given = new();
            foreach ((string name, Tensor<float> value) in read) given[name] = value;
            IndexTensor last = IndexTensor.Create([.. Enumerable.Repeat(Vocabulary.Start, sources.Length)]);
            for (int written = 0; written < 12; written++)
            {
                given["last"] = last;
                (Tensor<float> expected, state, _) = model.Write(last, state);
                IReadOnlyDictionary<string, Tensor<float>> there = step.Run<float>(given);
                Assert.InRange(ExportRun.Relative(expected, there["log_probabilities"]), 0, 5e-6);
                Assert.InRange(ExportRun.Relative(expected, imported.Run(given)["log_probabilities"].ToTensor<float>()), 0, 5e-6);
                (given["hidden"], given["cell"]) = (there["hidden_after"], there["cell_after"]);
                last = expected.ArgMax();
                Assert.Equal(last, there["log_probabilities"].ArgMax());
            }
        }
    }

    [Fact]
    public async Task The_command_writes_both_files_of_the_model_in_the_folder()
    {
        (Coding coding, Translator model) = Small(attends: true);
        coding.Save(model, folder.Path);
        ProgramRun run = await ProgramProcess.Run("SequenceToSequence", "--onnx", "--out", folder.Path);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        OnnxDescription about = OnnxFile.Describe(folder.File("encoder.onnx"));
        Assert.Equal(["source", "lengths"], about.Inputs.Select(input => input.Name));
        Assert.Empty(about.Unsupported);
        Assert.Empty(OnnxFile.Describe(folder.File("step.onnx")).Unsupported);
        Assert.Equal(string.Join('\n', coding.Source.Tokens), about.Metadata["source_tokens"]);
    }

    private static (Coding Coding, Translator Model) Small(bool attends)
    {
        Coding coding = Coding.Of([new("abc", "xyz"), new("bcab", "zyxx")], areWords: false, isReversed: false, units: 12, attends);
        return (coding, coding.Create(seed: 4));
    }
}
