using MiniGrad.Layers;
using MiniGrad.Losses;
using Xunit;

namespace MiniGrad.Tests.Layers.Recurrent;

/// <summary>What recurrent layers promise besides PyTorch's numbers.</summary>
public class RecurrentLayerTests
{
    private static readonly IndexTensor lengths = IndexTensor.Create([5, 1, 3, 4]);

    [Fact]
    public void An_lstm_is_its_cell_in_a_loop()
    {
        Lstm<double> layer = new(3, 7, new XoshiroRandom(1));
        LstmCell<double> cell = new(3, 7, new XoshiroRandom(2));
        foreach ((Parameter<double> from, Parameter<double> to) in layer.Parameters.Zip(cell.Parameters)) to.Assign(from.Detach());
        Tensor<double> input = Normal(4, 5, 3).Tracked();
        LstmState<double>? state = null;
        List<Tensor<double>> outputs = [];
        for (int step = 0; step < 5; step++)
        {
            state = cell.Step(input.Slice(1, step, 1).Squeeze(1), state);
            outputs.Add(state.Hidden);
        }
        LstmResult<double> result = layer.Run(input);

        AssertClose(Tensor.Stack(outputs, axis: 1), result.Outputs);
        AssertClose(state!.Cell, result.Last.Cell.Squeeze(0));
        Tensor<double> weights = Normal(4, 5, 7);
        AssertClose(
            Differentiation.Gradients((Tensor.Stack(outputs, axis: 1) * weights).Sum(), [input, .. cell.Parameters]),
            Differentiation.Gradients((result.Outputs * weights).Sum(), [input, .. layer.Parameters]));
    }

    [Fact]
    public void A_gru_is_its_cell_in_a_loop()
    {
        Gru<double> layer = new(3, 7, new XoshiroRandom(1));
        GruCell<double> cell = new(3, 7, new XoshiroRandom(2));
        foreach ((Parameter<double> from, Parameter<double> to) in layer.Parameters.Zip(cell.Parameters)) to.Assign(from.Detach());
        Tensor<double> input = Normal(4, 5, 3).Tracked();
        Tensor<double>? state = null;
        List<Tensor<double>> outputs = [];
        for (int step = 0; step < 5; step++)
        {
            state = cell.Step(input.Slice(1, step, 1).Squeeze(1), state);
            outputs.Add(state);
        }
        GruResult<double> result = layer.Run(input);

        AssertClose(Tensor.Stack(outputs, axis: 1), result.Outputs);
        AssertClose(state!, result.Last.Squeeze(0));
        Tensor<double> weights = Normal(4, 5, 7);
        AssertClose(
            Differentiation.Gradients((Tensor.Stack(outputs, axis: 1) * weights).Sum(), [input, .. cell.Parameters]),
            Differentiation.Gradients((result.Outputs * weights).Sum(), [input, .. layer.Parameters]));
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(2, true)]
    public void A_sequence_gives_the_same_alone_as_among_longer_ones(int layers, bool isBidirectional)
    {
        Lstm<double> layer = new(3, 7, new XoshiroRandom(1), layers, isBidirectional);
        Tensor<double> input = Normal(4, 5, 3);
        LstmResult<double> together = layer.Run(input, lengths: lengths);
        for (int row = 0; row < 4; row++)
        {
            LstmResult<double> alone = layer.Run(input.Slice(0, row, 1).Slice(1, 0, lengths[row]));
            Tensor<double> outputs = together.Outputs.Slice(0, row, 1);
            AssertClose(alone.Outputs, outputs.Slice(1, 0, lengths[row]));
            Assert.All(outputs.Slice(1, lengths[row]..).ToArray(), value => Assert.Equal(0, value));
            AssertClose(alone.Last.Hidden, together.Last.Hidden.Slice(1, row, 1));
            AssertClose(alone.Last.Cell, together.Last.Cell.Slice(1, row, 1));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_stands_behind_a_sequence_has_no_influence_and_no_gradient(bool isBidirectional)
    {
        Gru<double> layer = new(3, 7, new XoshiroRandom(1), layers: 2, isBidirectional);
        Tensor<double> clean = Normal(4, 5, 3);
        double[] values = clean.ToArray();
        for (int row = 0; row < 4; row++) values.AsSpan((row * 5 + lengths[row]) * 3, (5 - lengths[row]) * 3).Fill(double.NaN);
        Tensor<double> dirty = Tensor.Create(values, [4, 5, 3]).Tracked();
        GruResult<double> result = layer.Run(dirty, lengths: lengths);

        Assert.Equal(layer.Run(clean, lengths: lengths).Outputs.ToArray(), result.Outputs.ToArray());
        Tensor<double>[] gradients = Differentiation.Gradients(
            (result.Outputs.Square().Sum() + result.Last.Square().Sum()), [dirty, .. layer.Parameters]);
        Assert.All(gradients, gradient => Assert.All(gradient.ToArray(), value => Assert.True(double.IsFinite(value))));
        for (int row = 0; row < 4; row++)
            Assert.All(gradients[0].Slice(0, row, 1).Slice(1, lengths[row]..).ToArray(), value => Assert.Equal(0, value));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Memory_that_held_something_else_has_no_influence(bool isGru)
    {
        Tensor<double> input = Normal(4, 5, 3);
        Layer<double> layer = isGru ? new Gru<double>(3, 7, new XoshiroRandom(1)) : new Lstm<double>(3, 7, new XoshiroRandom(1));
        // As large as what the derivative keeps of each step.
        Tensor<double> used = TransientMemory<double>.Of(GraphState.Current).Rent([5, 4, (isGru ? 4 : 6) * 7]);
        used.Buffer.Fill(double.NaN);
        TransientMemory<double>.Of(GraphState.Current).Return(used);
        Tensor<double> outputs = layer is Gru<double> gru ? gru.Run(input, lengths: lengths).Outputs
            : ((Lstm<double>)layer).Run(input, lengths: lengths).Outputs;
        outputs.Square().Sum().Backward();
        Assert.All(layer.Parameters, parameter => Assert.All(parameter.Gradient!.ToArray(), value => Assert.True(double.IsFinite(value))));
    }

    [Theory]
    [InlineData(3, false)]
    [InlineData(100, false)]
    [InlineData(3, true)]
    [InlineData(100, true)]
    public void Tokens_give_what_their_embedded_vectors_give(int tokenCount, bool isBidirectional)
    {
        XoshiroRandom random = new(1);
        Embedding<double> table = new(tokenCount, 3, random);
        Lstm<double> layer = new(3, 7, random, isBidirectional: isBidirectional);
        IndexTensor tokens = IndexTensor.Create([.. Enumerable.Range(0, 20).Select(_ => random.Next(tokenCount))], [4, 5]);
        LstmResult<double> fast = layer.Run(table, tokens, lengths: lengths), plain = layer.Run(table.Forward(tokens), lengths: lengths);

        AssertClose(plain.Outputs, fast.Outputs);
        Parameter<double>[] parameters = [.. table.Parameters, .. layer.Parameters];
        AssertClose(
            Differentiation.Gradients(plain.Outputs.Square().Sum(), parameters),
            Differentiation.Gradients(fast.Outputs.Square().Sum(), parameters));
    }

    [Fact]
    public void Second_derivatives_through_both_directions_and_lengths_agree_with_finite_differences()
    {
        Lstm<double> layer = new(2, 2, new XoshiroRandom(1), isBidirectional: true);
        GradientCheck.Require(
            x => layer.Run(x, lengths: IndexTensor.Create([3, 2])).Outputs, Normal(2, 3, 2), new GradientCheckOptions { Order = 2 });
    }

    [Fact]
    public void Without_steps_the_last_state_is_the_first()
    {
        Lstm<float> layer = new(3, 4, new XoshiroRandom(1));
        LstmState<float> initial = new(Tensor.Ones<float>([1, 2, 4]), Tensor.Full<float>([1, 2, 4], 2));
        LstmResult<float> result = layer.Run(Tensor.Zeros<float>([2, 0, 3]), initial);

        Assert.Equal<Shape>([2, 0, 4], result.Outputs.Shape);
        Assert.Equal(initial.Hidden.ToArray(), result.Last.Hidden.ToArray());
        Assert.Equal(initial.Cell.ToArray(), result.Last.Cell.ToArray());
        Assert.Equal(new float[8], layer.Run(Tensor.Zeros<float>([2, 0, 3])).Last.Hidden.ToArray());
        Assert.Equal<Shape>([0, 5, 4], layer.Run(Tensor.Zeros<float>([0, 5, 3])).Outputs.Shape);
    }

    [Fact]
    public void It_starts_remembering_with_orthogonal_recurrent_weights()
    {
        Lstm<double> layer = new(3, 6, new XoshiroRandom(1));
        Dictionary<string, Parameter<double>> named = layer.NamedParameters.ToDictionary(entry => entry.Name, entry => entry.Parameter);
        Assert.Equal(
            ["layers.0.input_weight", "layers.0.recurrent_weight", "layers.0.input_bias", "layers.0.recurrent_bias"], named.Keys);
        Assert.Equal([.. new double[6], .. Enumerable.Repeat(1.0, 6), .. new double[12]], named["layers.0.input_bias"].ToArray());
        Assert.Equal(new double[24], named["layers.0.recurrent_bias"].ToArray());
        for (int gate = 0; gate < 4; gate++)
        {
            Tensor<double> weights = named["layers.0.recurrent_weight"].Slice(1, gate * 6, 6);
            AssertClose(Tensor.Identity<double>(6), weights.MatMul(weights.Transpose()));
        }
    }

    [Fact]
    public void Features_are_dropped_between_layers_in_training_only()
    {
        Lstm<float> layer = new(3, 50, new XoshiroRandom(1), layers: 2, dropout: 0.5);
        Tensor<float> input = Tensor.Normal([2, 4, 3], 0f, 1f, new XoshiroRandom(2));
        Assert.NotEqual(layer.Forward(input).ToArray(), layer.Forward(input).ToArray());
        Assert.Equal(layer.Predict(input).ToArray(), layer.Predict(input).ToArray());
        Lstm<float> single = new(3, 50, new XoshiroRandom(1), layers: 1, dropout: 0.5);
        Assert.Equal(single.Forward(input).ToArray(), single.Forward(input).ToArray());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Results_are_recorded_as_the_run_was_whoever_looks_at_them_first(bool looksFirst)
    {
        Lstm<double> lstm = new(3, 7, new XoshiroRandom(1));
        Gru<double> gru = new(3, 7, new XoshiroRandom(1));
        Tensor<double> input = Normal(4, 5, 3);
        LstmResult<double> result = lstm.Run(input);
        GruResult<double> other = gru.Run(input);
        if (looksFirst)
        {
            using GraphRegion region = Recording.Off();
            _ = result.Outputs.Sum() + result.Last.Hidden.Sum() + result.Last.Cell.Sum() + other.Outputs.Sum() + other.Last.Sum();
        }
        LstmState<double> last = result.Last;
        ((result.Outputs + other.Outputs).Square().Sum() + last.Hidden.Sum() + last.Cell.Sum() + other.Last.Sum()).Backward();
        Lstm<double> same = new(3, 7, new XoshiroRandom(1));
        LstmResult<double> expected = same.Run(input);
        ((expected.Outputs + other.Outputs.Detach()).Square().Sum() + expected.Last.Hidden.Sum() + expected.Last.Cell.Sum()).Backward();
        AssertClose(
            [.. same.Parameters.Select(parameter => parameter.Gradient!)], [.. lstm.Parameters.Select(parameter => parameter.Gradient!)]);
        Assert.All(gru.Parameters, parameter => Assert.NotNull(parameter.Gradient));
    }

    [Fact]
    public void Second_derivatives_take_no_memory_with_the_square_of_the_steps()
    {
        Lstm<float> layer = new(2, 4, new XoshiroRandom(1));
        Bytes(50);
        Assert.InRange(Bytes(400) / (double)Bytes(200), 1.5, 2.6);

        long Bytes(int steps)
        {
            Tensor<float> input = Tensor.Ones<float>([2, steps, 2]).Tracked();
            long before = GC.GetAllocatedBytesForCurrentThread();
            Tensor<float> gradient = Differentiation.Gradients(layer.Forward(input).Square().Sum(), [input], createGraph: true)[0];
            Differentiation.Gradients(gradient.Square().Sum(), layer.Parameters);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [Fact]
    public void Bad_input_is_refused()
    {
        Lstm<float> layer = new(3, 4, new XoshiroRandom(1));
        Tensor<float> input = Tensor.Zeros<float>([2, 5, 3]);
        Refused("expected sequences [batch, time, 3], got [2, 5, 4]", () => layer.Run(Tensor.Zeros<float>([2, 5, 4])));
        Refused("expected sequences [batch, time, 3], got [5, 3]", () => layer.Run(Tensor.Zeros<float>([5, 3])));
        Refused("expected lengths [2], got [3]", () => layer.Run(input, lengths: IndexTensor.Create([1, 2, 3])));
        Refused(
            "expected lengths from 1 to 5, the number of steps, got 0 for sequence 1",
            () => layer.Run(input, lengths: IndexTensor.Create([5, 0])));
        Refused("got 6 for sequence 0", () => layer.Run(input, lengths: IndexTensor.Create([6, 1])));
        Refused("got -1 for sequence 0", () => layer.Run(input, lengths: IndexTensor.Create([-1, 1])));
        LstmState<float> wide = new(Tensor.Zeros<float>([2, 2, 4]), Tensor.Zeros<float>([2, 2, 4]));
        Refused("expected states [1, 2, 4], got [2, 2, 4]", () => layer.Run(input, wide));
        Refused("two tensors of one shape", () => new LstmState<float>(Tensor.Zeros<float>([2, 4]), Tensor.Zeros<float>([2, 5])));
        Refused("expected a state [2, 4], got [3, 4]", () => new GruCell<float>(3, 4, new XoshiroRandom(1)).Step(
            Tensor.Zeros<float>([2, 3]), Tensor.Zeros<float>([3, 4])));
        Embedding<float> table = new(6, 3, new XoshiroRandom(1)), narrow = new(6, 2, new XoshiroRandom(1));
        Refused("token 6 at position 1 is outside 0 to 5", () => layer.Run(table, IndexTensor.Create([0, 6], [1, 2])));
        Refused("dimension 3, got 2", () => layer.Run(narrow, IndexTensor.Create([0, 1], [1, 2])));
        Refused("expected tokens [batch, time], got [2]", () => layer.Run(table, IndexTensor.Create([0, 1])));
        Refused("the number of units must be at least 1, got 0", () => new Gru<float>(3, 0, new XoshiroRandom(1)));
        Refused("the dropout", () => new Gru<float>(3, 4, new XoshiroRandom(1), dropout: 1));

        static void Refused(string words, Func<object> act) =>
            Assert.Contains(words, Assert.ThrowsAny<ArgumentException>(act).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_label_to_ignore_must_leave_a_row_and_be_a_label()
    {
        Tensor<float> scores = Tensor.Zeros<float>([2, 3]);
        Assert.Contains("no row to take the mean of", Assert.Throws<ArgumentException>(
            () => Loss.CrossEntropy(scores, IndexTensor.Create([1, 1]), ignoredLabel: 1)).Message, StringComparison.Ordinal);
        Assert.Equal(0, Loss.CrossEntropy(
            scores, IndexTensor.Create([1, 1]), ignoredLabel: 1, reduction: LossReduction.Sum).ToScalar());
        Assert.Throws<ArgumentOutOfRangeException>(() => Loss.CrossEntropy(scores, IndexTensor.Create([1, 1]), ignoredLabel: -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Loss.CrossEntropy(scores, IndexTensor.Create([1, 3]), ignoredLabel: 7));
        Assert.Throws<ArgumentException>(() => Loss.CrossEntropy(scores, IndexTensor.Create([1, 2]), mask: Tensor.Ones<float>([3])));
        foreach (Tensor<float> nothing in (Tensor<float>[])[Tensor.Zeros<float>([2]), Tensor.Create([-1f, 1], [2])])
            Assert.Contains("are 0, so there is no row", Assert.Throws<ArgumentException>(
                () => Loss.CrossEntropy(scores, IndexTensor.Create([1, 2]), mask: nothing)).Message, StringComparison.Ordinal);
        Assert.Contains("are 0, so there is no row", Assert.Throws<ArgumentException>(() => Loss.CrossEntropy(
            scores, IndexTensor.Create([1, 1]), classWeights: Tensor.Create([1f, 0, 1], [3]))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_row_that_does_not_count_may_have_scores_that_are_no_numbers()
    {
        Tensor<float> scores = Tensor.Create([0, 0, 0, float.NaN, 1, 2], [2, 3]).Tracked();
        Tensor<float> loss = Loss.CrossEntropy(scores, IndexTensor.Create([1, 2]), mask: Tensor.Create([1f, 0], [2]));
        Assert.Equal(MathF.Log(3), loss.ToScalar(), 1e-6f);
        Assert.All(Differentiation.Gradients(loss, [scores])[0].ToArray(), value => Assert.True(float.IsFinite(value)));
    }

    private static Tensor<double> Normal(params int[] sizes) => Tensor.Normal(sizes, 0.0, 1.0, new XoshiroRandom(3));

    private static void AssertClose(Tensor<double>[] expected, Tensor<double>[] actual)
    {
        foreach ((Tensor<double> one, Tensor<double> other) in expected.Zip(actual)) AssertClose(one, other);
    }

    private static void AssertClose(Tensor<double> expected, Tensor<double> actual)
    {
        Assert.Equal(expected.Shape, actual.Shape);
        foreach ((double one, double other) in expected.ToArray().Zip(actual.ToArray())) Assert.Equal(one, other, 1e-12);
    }
}
