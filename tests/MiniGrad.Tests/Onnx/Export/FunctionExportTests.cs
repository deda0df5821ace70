using MiniGrad.Layers;
using MiniGrad.Onnx;
using MiniGrad.Tests.Data;
using Xunit;

namespace MiniGrad.Tests.Onnx;

/// <summary>Functions of several inputs as ONNX files, for any sizes of their axes.</summary>
public sealed class FunctionExportTests : IDisposable
{
    private const double Single = 5e-6;

    private static readonly (int Batch, int Time)[] sizes = [(1, 1), (1, 6), (4, 1), (3, 5), (7, 13), (11, 17)];

    private readonly TemporaryFolder folder = new();
    private readonly XoshiroRandom random = new(3);

    public void Dispose() => folder.Dispose();

    public static TheoryData<bool, int, bool, int> Layers
    {
        get
        {
            TheoryData<bool, int, bool, int> layers = [];
            foreach (bool isGru in (bool[])[false, true])
                foreach (int count in (int[])[1, 2])
                    foreach (bool isBidirectional in (bool[])[false, true])
                        // Few tokens are multiplied once each, of many those that are there; with 200 it depends on how many there are.
                        foreach (int tokens in (int[])[9, 200, 3000]) layers.Add(isGru, count, isBidirectional, tokens);
            return layers;
        }
    }

    [Theory]
    [MemberData(nameof(Layers))]
    public void Padded_sequences_of_tokens_are_read_as_here(bool isGru, int layers, bool isBidirectional, int tokens)
    {
        Embedding<float> table = new(tokens, 3, random);
        RecurrentLayer<float> reader = isGru
            ? new Gru<float>(3, 5, random, layers, isBidirectional) : new Lstm<float>(3, 5, random, layers, isBidirectional);
        Sequential<float> model = new(table, reader);
        foreach (Parameter<float> parameter in reader.Parameters)
            parameter.Assign(parameter + Tensor.Normal(parameter.Shape, 0f, 0.3f, random));
        Check(
            model, [OnnxInput.Integers("tokens", "batch", "time"), OnnxInput.Integers("lengths", "batch")],
            inputs => Read(inputs["tokens"].ToIndices(), inputs["lengths"].ToIndices()),
            (batch, time) => new() { ["tokens"] = Draw(tokens, batch, time), ["lengths"] = Lengths(batch, time) });

        Dictionary<string, OnnxValue> Read(IndexTensor given, IndexTensor lengths)
        {
            if (reader is Gru<float> gru)
            {
                GruResult<float> read = gru.Run(table, given, lengths: lengths);
                return new() { ["outputs"] = read.Outputs, ["last"] = read.Last };
            }
            LstmResult<float> result = ((Lstm<float>)reader).Run(table, given, lengths: lengths);
            return new() { ["outputs"] = result.Outputs, ["last"] = result.Last.Hidden, ["cell"] = result.Last.Cell };
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Padded_sequences_of_numbers_are_read_from_a_given_state(bool isBidirectional)
    {
        Lstm<float> reader = new(3, 5, random, isBidirectional: isBidirectional);
        int directions = isBidirectional ? 2 : 1;
        Check(
            reader,
            [
                OnnxInput.Numbers("x", "batch", "time", 3), OnnxInput.Integers("lengths", "batch"),
                OnnxInput.Numbers("h", directions, "batch", 5), OnnxInput.Numbers("c", directions, "batch", 5),
            ],
            inputs =>
            {
                LstmState<float> state = new(inputs["h"].ToTensor<float>(), inputs["c"].ToTensor<float>());
                LstmResult<float> read = reader.Run(inputs["x"].ToTensor<float>(), state, inputs["lengths"].ToIndices());
                return new() { ["hidden"] = read.Last.Hidden, ["cell"] = read.Last.Cell, ["outputs"] = read.Outputs };
            },
            (batch, time) => new()
            {
                ["x"] = Normal(batch, time, 3),
                ["lengths"] = Lengths(batch, time),
                ["h"] = Normal(directions, batch, 5),
                ["c"] = Normal(directions, batch, 5),
            });
    }

    [Fact]
    public void Attention_sees_as_many_keys_as_lengths_and_a_mask_say()
    {
        Attention<float> attention = new();
        Check(
            attention,
            [
                OnnxInput.Numbers("queries", "batch", "written", 4), OnnxInput.Numbers("keys", "batch", "time", 4),
                OnnxInput.Integers("lengths", "batch"), OnnxInput.Numbers("mask", "batch", 1, "time"),
            ],
            inputs =>
            {
                Tensor<float> keys = inputs["keys"].ToTensor<float>();
                (Tensor<float> context, Tensor<float> weights) = attention.Forward(
                    inputs["queries"].ToTensor<float>(), keys, keys, inputs["lengths"].ToIndices(), inputs["mask"].ToTensor<float>());
                return new() { ["context"] = context, ["weights"] = weights };
            },
            (batch, time) =>
            {
                IndexTensor lengths = Lengths(batch, time);
                return new()
                {
                    ["queries"] = Normal(batch, 2 + time % 3, 4),
                    ["keys"] = Normal(batch, time, 4),
                    ["lengths"] = lengths,
                    ["mask"] = Tensor.SequenceMask<float>(lengths, time).ExpandDimension(1),
                };
            });
    }

    [Fact]
    public void Parts_of_an_axis_of_any_size_are_counted_from_where_they_stay()
    {
        Identity<float> model = new();
        Check(
            model, [OnnxInput.Numbers("x", "batch", "time", 2)],
            inputs =>
            {
                Tensor<float> x = inputs["x"].ToTensor<float>();
                int time = x.Shape[1];
                return new()
                {
                    ["all"] = x.Slice(1, 0, time),
                    ["last"] = x.Slice(1, time - 1, 1),
                    ["but_last"] = x.Slice(1, 0, time - 1),
                    ["first"] = x.Slice(1, 0, 1),
                    ["but_first"] = x.Slice(1, 1, time - 1),
                    ["twice"] = Tensor.Concatenate([x, x], 1).Slice(1, 0, time),
                    ["flat"] = x.Reshape(x.Shape[0] * time, 2),
                    ["folded"] = x.Reshape(1, x.Shape[0], 2 * time),
                    ["same"] = x,
                    ["again"] = x,
                    ["mean"] = x.Mean([1]),
                    ["times"] = x * time,
                    ["normal"] = x.Permute(0, 2, 1).LayerNormalize(),
                };
            },
            (batch, time) => new() { ["x"] = Normal(batch, time, 2) });
    }

    [Fact]
    public void What_depends_on_sizes_or_values_is_refused()
    {
        Parameter<float> first = new(Tensor.Scalar(1f)), second = new(Tensor.Scalar(2f));
        Identity<float> model = new();
        (string Message, Func<OnnxInputs, Dictionary<string, OnnxValue>> Function)[] cases =
        [
            ("depends on values", inputs => One(inputs, x => x * x.Span[0])),
            ("a constant of shape [17] that depends on the sizes of batch, time",
                inputs => One(inputs, x => x * Tensor.Range(0f, x.Shape[1], 1f).ExpandDimension(1))),
            ("its setting 'start' depends on the sizes of its inputs", inputs => One(inputs, x => x.Slice(1, x.Shape[1] / 2, 1))),
            ("computes a tensor of shape", inputs => One(inputs, x => x.Pad(1, 0, 1).Reshape(x.Shape[0], 2 * x.Shape[1] + 2))),
            // The same operations of other values, places that look like another axis at one size, and steps.
            ("computes other operations", inputs => One(inputs, x => x.Shape[0] < 12 ? x.Exp() - x : x - x.Exp())),
            ("computes other operations", inputs => One(inputs, x => x * (x.Shape[0] < 12 ? first : second))),
            ("its setting 'length' depends", inputs => One(inputs, x => x.Slice(1, 0, Math.Max(1, x.Shape[1] - 6 * x.Shape[0] / 11)))),
            ("a constant of shape [] that depends", inputs => One(inputs, x => x * (float)(int)Math.Sqrt(x.Shape[1]))),
            ("its setting 'length' depends", inputs => One(inputs, x => x.Slice(1, 0, 1 + x.Shape[1] / 16))),
            ("computes other operations for batch 13, time 19 than for batch 11, time 17",
                inputs => One(inputs, x => x.Shape[0] > 12 ? x.Exp() : x.Exp().Exp())),
            ("expected numbers of type Single", _ => new() { ["y"] = IndexTensor.Create([1]) }),
            ("expected one output at least", _ => []),
            ("'x' twice", inputs => new() { ["x"] = inputs["x"] }),
        ];
        foreach ((string message, Func<OnnxInputs, Dictionary<string, OnnxValue>> function) in cases)
        {
            Exception error = Assert.ThrowsAny<Exception>(() => OnnxFile.Save(
                model, folder.File("refused.onnx"), [OnnxInput.Numbers("x", "batch", "time", 2)], function));
            Assert.True(error is NotSupportedException or ArgumentException, $"{error}");
            Assert.Contains(message, error.Message, StringComparison.Ordinal);
            Assert.False(File.Exists(folder.File("refused.onnx")));
        }

        static Dictionary<string, OnnxValue> One(OnnxInputs inputs, Func<Tensor<float>, Tensor<float>> function) =>
            new() { ["y"] = function(inputs["x"].ToTensor<float>()) };
    }

    [Fact]
    public void Settings_of_a_network_of_one_input_are_refused()
    {
        Linear<float> model = new(2, 1, random);
        ArgumentException error = Assert.Throws<ArgumentException>(() => OnnxFile.Save(
            model, folder.File("refused.onnx"), [OnnxInput.Numbers("x", "batch", 2)],
            inputs => new Dictionary<string, OnnxValue> { ["y"] = model.Forward(inputs["x"].ToTensor<float>()) },
            new OnnxExportOptions { Output = OnnxOutput.Probabilities }));
        Assert.Contains("leave them out of the options", error.Message, StringComparison.Ordinal);
    }

    private IndexTensor Draw(int below, int batch, int time) =>
        IndexTensor.Create([.. Enumerable.Range(0, batch * time).Select(_ => random.Next(below))], [batch, time]);

    private IndexTensor Lengths(int batch, int time) =>
        IndexTensor.Create([.. Enumerable.Range(0, batch).Select(_ => 1 + random.Next(time))]);

    private Tensor<float> Normal(params int[] shape) => Tensor.Normal(shape, 0f, 1f, random);

    /// <summary>Compares a function with its file in ONNX Runtime and imported, for several sizes, in three opsets.</summary>
    private void Check(
        Layer<float> model, OnnxInput[] inputs, Func<OnnxInputs, Dictionary<string, OnnxValue>> function,
        Func<int, int, OnnxInputs> draw)
    {
        foreach (int opset in (int[])[13, 17, 21])
        {
            string path = folder.File($"function{opset}.onnx");
            OnnxFile.Save(model, path, inputs, function, new OnnxExportOptions { Opset = opset });
            OnnxNetwork<float> network = OnnxNetwork<float>.Load(path);
            using OnnxRuntime runtime = new(path);
            foreach ((int batch, int time) in sizes)
            {
                OnnxInputs given = draw(batch, time);
                using GraphRegion region = Inference.Begin();
                Dictionary<string, OnnxValue> expected = function(given);
                IReadOnlyDictionary<string, Tensor<float>> there = runtime.Run<float>(given);
                IReadOnlyDictionary<string, OnnxValue> here = network.Run(given);
                Assert.Equal(expected.Keys, here.Keys);
                foreach ((string name, OnnxValue value) in expected)
                {
                    Tensor<float> right = value.ToTensor<float>();
                    Assert.Equal(right.Shape, there[name].Shape);
                    Assert.InRange(ExportRun.Relative(right, there[name]), 0, Single);
                    Assert.InRange(ExportRun.Relative(right, here[name].ToTensor<float>()), 0, Single);
                }
            }
        }
    }

    private sealed class Identity<T> : Layer<T> where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        protected override Tensor<T> Compute(Tensor<T> input) => input;
    }
}
