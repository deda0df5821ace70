using MiniGrad.Initializers;
using MiniGrad.Layers;
using MiniGrad.Losses;
using MiniGrad.Training;
using Xunit;

namespace MiniGrad.Tests.Training.Diagnostics;

/// <summary>Gradients over 200 steps: they vanish in a plain recurrent network, and stay where gates remember.</summary>
public class GradientFlowOverTimeTests
{
    private const int Steps = 200, Batch = 16, Inputs = 8, Units = 32;
    private static readonly Tensor<double>[] sequence =
        [.. Enumerable.Range(0, Steps).Select(step => Tensor.Normal([Batch, Inputs], 0.0, 1.0, new Random(step)))];
    private static readonly Tensor<double> target = Tensor.Normal([Batch, Units], 0.0, 1.0, new Random(Steps));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void The_gradient_vanishes_in_a_plain_network_and_stays_where_gates_remember(int seed)
    {
        double orthogonal = FirstToLast(Plain(Initializer.Orthogonal(0.9), seed));
        double glorot = FirstToLast(Plain(Initializer.GlorotUniform, seed));
        double lstm = FirstToLast(Lstm(1, seed)), longLstm = FirstToLast(Lstm(5, seed));
        double gru = FirstToLast(Gru(0, seed)), longGru = FirstToLast(Gru(5, seed));
        Assert.InRange(orthogonal, double.Epsilon, 1e-25);
        Assert.InRange(glorot, double.Epsilon, 1e-20);
        Assert.InRange(gru, double.Epsilon, 1e-20);
        // A forget gate's bias of 1 is enough for some dozens of steps.
        Assert.InRange(lstm, 1e-15, 1e-6);
        Assert.InRange(longLstm, 1e-3, 1e2);
        Assert.InRange(longGru, 1e-3, 1e2);
    }

    [Fact]
    public void What_vanishes_over_time_is_found_and_what_helps_is_said()
    {
        GradientFlowFinding finding = Assert.Single(Plain(Initializer.Orthogonal(0.9), 1).Check());
        Assert.Equal(GradientFlowProblem.VanishingGradient, finding.Problem);
        Assert.StartsWith("PlainCell: the gradient has vanished", finding.Message, StringComparison.Ordinal);
        Assert.Contains("of PlainCell (call 200); ", finding.Message, StringComparison.Ordinal);
        Assert.EndsWith(
            "An LSTM or a GRU, with a larger bias of the gate that keeps the state, or shorter sequences keep it up.", finding.Message,
            StringComparison.Ordinal);
        Assert.Empty(Lstm(3, 1).Check());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(Steps - 2)]
    public void The_gradient_of_a_cell_at_a_step_is_that_of_a_loop_that_begins_there(int place)
    {
        LstmCell<double> cell = new(Inputs, Units, new Random(4));
        LayerFlow measured = Measure(cell, () => Run(cell, null, 0).Hidden).Layers[place];

        LstmState<double>? before = null;
        for (int step = 0; step <= place; step++) before = cell.Step(sequence[step], before);
        Parameter<double> hidden = new(before!.Hidden.Detach());
        LstmState<double> start = new(hidden, before.Cell.Detach());
        Tensor<double> gradient = Differentiation.Gradients(
            Loss.MeanSquaredError(Run(cell, start, place + 1).Hidden, target), [hidden])[0];

        Assert.Equal(place + 1, measured.Call);
        double norm = Math.Sqrt(gradient.ToArray().Sum(value => value * value));
        Assert.InRange(measured.ActivationGradients!.Norm / norm, 1 - 1e-9, 1 + 1e-9);
    }

    [Fact]
    public void Watching_a_cell_changes_no_number()
    {
        LstmCell<double> cell = new(Inputs, Units, new Random(4));
        double loss = Loss.MeanSquaredError(Run(cell, null, 0).Hidden, target).ToScalar();
        Assert.Equal(loss, Measure(cell, () => Run(cell, null, 0).Hidden).Loss);
    }

    private static double FirstToLast(GradientFlow flow)
    {
        Assert.Equal(Enumerable.Range(1, Steps), flow.Layers.Select(layer => layer.Call));
        return flow.Layers[0].ActivationGradients!.RootMeanSquare / flow.Layers[^1].ActivationGradients!.RootMeanSquare;
    }

    private static GradientFlow Plain(Initializer recurrent, int seed)
    {
        PlainCell cell = new(new Random(seed), recurrent);
        return Measure(cell, () => sequence.Aggregate(Tensor.Zeros<double>([Batch, Units]), (state, input) => cell.Step(input, state)));
    }

    private static GradientFlow Lstm(double memory, int seed)
    {
        LstmCell<double> cell = new(Inputs, Units, new Random(seed));
        SetMemory(cell, memory);
        return Measure(cell, () => Run(cell, null, 0).Hidden);
    }

    private static GradientFlow Gru(double memory, int seed)
    {
        GruCell<double> cell = new(Inputs, Units, new Random(seed));
        SetMemory(cell, memory);
        return Measure(cell, () => sequence.Aggregate((Tensor<double>?)null, (state, input) => cell.Step(input, state))!);
    }

    private static LstmState<double> Run(LstmCell<double> cell, LstmState<double>? state, int first)
    {
        for (int step = first; step < Steps; step++) state = cell.Step(sequence[step], state);
        return state!;
    }

    private static GradientFlow Measure(Layer<double> cell, Func<Tensor<double>> last) =>
        GradientFlow.Measure(cell, () => Loss.MeanSquaredError(last(), target));

    /// <summary>Sets the bias of the second gate, an LSTM's forget gate and a GRU's update gate.</summary>
    private static void SetMemory(Layer<double> cell, double value)
    {
        Parameter<double> bias = cell.Parameters.Single(parameter => parameter.Name == "input_bias");
        double[] values = bias.ToArray();
        values.AsSpan(Units, Units).Fill(value);
        bias.Assign(values);
    }

    /// <summary>h = tanh(x·W + h₋·U).</summary>
    private sealed class PlainCell : Layer<double>
    {
        private readonly Parameter<double> weight, recurrent;

        public PlainCell(Random random, Initializer initializer)
        {
            weight = Register("weight", new Parameter<double>(Initializer.GlorotUniform.Create<double>([Inputs, Units], random)));
            recurrent = Register("recurrent", new Parameter<double>(initializer.Create<double>([Units, Units], random)));
        }

        public override string Description => "PlainCell";

        public Tensor<double> Step(Tensor<double> input, Tensor<double> state) => Forward(Tensor.Concatenate([input, state], axis: 1));

        protected override Tensor<double> Compute(Tensor<double> input) =>
            (input.Slice(1, 0, Inputs).MatMul(weight) + input.Slice(1, Inputs, Units).MatMul(recurrent)).Tanh();
    }
}
