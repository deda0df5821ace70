// Shows gradients vanish over time: the loss depends on the last of 200 steps, and its gradient goes back from there to the first, through
// a plain recurrent network, an LSTM and a GRU. Before training, what remains on the way is up to the gates that keep the state.
using MiniGrad;
using MiniGrad.Initializers;
using MiniGrad.Layers;
using MiniGrad.Losses;
using MiniGrad.Training;
using MiniGrad.Visualization;

/// <summary>Networks that read a sequence step by step, and what they are expected to do to the gradient.</summary>
internal sealed class OverTime
{
    private const int Steps = 200, BatchSize = 16, Inputs = 8, Units = 32;

    // Of the gradient at the last step, what is left at the first.
    private const double VanishedBelow = 1e-6, KeptAbove = 1e-3;
    private readonly int seed;
    private readonly Tensor<double>[] sequence;
    private readonly Tensor<double> target;

    public OverTime(int seed)
    {
        this.seed = seed;
        Random random = new(seed);
        sequence = [.. Enumerable.Range(0, Steps).Select(_ => Tensor.Normal([BatchSize, Inputs], 0.0, 1.0, random))];
        target = Tensor.Normal([BatchSize, Units], 0.0, 1.0, random);
    }

    /// <summary>Measures all networks and prints the figures; false if one is not as expected.</summary>
    public bool Show(string? folder)
    {
        (string Name, GradientFlow Flow, bool IsKept)[] networks =
        [
            ("plain, orthogonal weights × 0.9", Plain(Initializer.Orthogonal(0.9)), false),
            ("plain, Glorot's weights", Plain(Initializer.GlorotUniform), false),
            ("GRU", Gru(memory: 0), false),
            ("GRU, bias 5 of the update gate", Gru(memory: 5), true),
            // 1, the usual start, is for some dozens of steps: σ(1) = 0.73 of the cell stays at each. For T steps it takes about log T
            // (Tallec and Ollivier, "Can recurrent neural networks warp time?", 2018): σ(5) = 0.993.
            ("LSTM, bias 1 of the forget gate", Lstm(memory: 1), false),
            ("LSTM, bias 5 of the forget gate", Lstm(memory: 5), true),
        ];
        Console.WriteLine($"\n{"gradient over time",-38}  {"at step 1",9}  {"at 100",9}  {"at 200",9}  {"first ÷ last",12}");
        bool isAsExpected = true;
        foreach ((string name, GradientFlow flow, bool isKept) in networks)
        {
            double[] sizes = [.. flow.Layers.Select(step => step.ActivationGradients!.RootMeanSquare)];
            double left = sizes[0] / sizes[^1];
            isAsExpected &= isKept ? left > KeptAbove : left < VanishedBelow;
            Console.WriteLine($"{name,-38}  {sizes[0],9:0.0e-0}  {sizes[99],9:0.0e-0}  {sizes[^1],9:0.0e-0}  {left,12:0.0e-0}");
        }
        if (folder is not null)
        {
            GradientFlowChart.OverSteps(
                networks.Select(network => (network.Name, network.Flow)), title: "The gradient on its way back over 200 steps")
                .Save(Path.Combine(folder, "gradients-over-time.svg"));
            Console.WriteLine($"gradients-over-time.svg is in {folder}");
        }
        return isAsExpected;
    }

    private GradientFlow Plain(Initializer recurrentWeights)
    {
        PlainCell cell = new(Inputs, Units, new Random(seed), recurrentWeights);
        return Measure(cell, () => sequence.Aggregate(Tensor.Zeros<double>([BatchSize, Units]), (state, input) => cell.Step(input, state)));
    }

    private GradientFlow Lstm(double memory)
    {
        LstmCell<double> cell = new(Inputs, Units, new Random(seed));
        SetMemory(cell, memory);
        return Measure(cell, () => sequence.Aggregate((LstmState<double>?)null, (state, input) => cell.Step(input, state))!.Hidden);
    }

    private GradientFlow Gru(double memory)
    {
        GruCell<double> cell = new(Inputs, Units, new Random(seed));
        SetMemory(cell, memory);
        return Measure(cell, () => sequence.Aggregate((Tensor<double>?)null, (state, input) => cell.Step(input, state))!);
    }

    private GradientFlow Measure(Layer<double> cell, Func<Tensor<double>> last) =>
        GradientFlow.Measure(cell, () => Loss.MeanSquaredError(last(), target));

    /// <summary>Sets the bias of the gate that keeps the state, the second one of either: the forget gate, the update gate.</summary>
    private static void SetMemory(Layer<double> cell, double value)
    {
        Parameter<double> bias = cell.Parameters.Single(parameter => parameter.Name == "input_bias");
        double[] values = bias.ToArray();
        values.AsSpan(Units, Units).Fill(value);
        bias.Assign(values);
    }

    /// <summary>A plain recurrent step, <c>h = tanh(x·W + h₋·U)</c>, of [x, h₋] side by side.</summary>
    private sealed class PlainCell : Layer<double>
    {
        private readonly Parameter<double> weight, recurrent;

        public PlainCell(int inputs, int units, Random random, Initializer recurrentWeights)
        {
            weight = Register("weight", new Parameter<double>(Initializer.GlorotUniform.Create<double>([inputs, units], random)));
            recurrent = Register("recurrent", new Parameter<double>(recurrentWeights.Create<double>([units, units], random)));
        }

        public Tensor<double> Step(Tensor<double> input, Tensor<double> state) => Forward(Tensor.Concatenate([input, state], axis: 1));

        protected override Tensor<double> Compute(Tensor<double> input)
        {
            (int inputs, int units) = (weight.Shape[0], weight.Shape[1]);
            return (input.Slice(1, 0, inputs).MatMul(weight) + input.Slice(1, inputs, units).MatMul(recurrent)).Tanh();
        }
    }
}
