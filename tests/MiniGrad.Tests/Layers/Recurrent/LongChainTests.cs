using System.Runtime.ExceptionServices;
using MiniGrad.Layers;
using Xunit;

namespace MiniGrad.Tests.Layers.Recurrent;

/// <summary>Loops of 2,000 steps are differentiated on a small stack, with work and memory that grow as the steps do.</summary>
public class LongChainTests
{
    private const int Steps = 2000, Batch = 2, Inputs = 3, Units = 4, SmallStack = 256 * 1024;

    private static readonly Tensor<double> sequences = Tensor.Normal([Batch, Steps, Inputs], 0.0, 1, new Random(5));

    /// <summary>The last state after a number of steps.</summary>
    private delegate Tensor<double> Loop(int steps);

    [Fact]
    public void Cells_in_a_loop_of_2000_steps_give_the_gradients_of_the_layer_on_a_small_stack()
    {
        LstmCell<double> cell = Cell();
        Lstm<double> layer = new(Inputs, Units, new Random(3));
        foreach ((Parameter<double> own, Parameter<double> other) in layer.Parameters.Zip(cell.Parameters)) own.Assign(other);
        IReadOnlyList<Tensor<double>> expected =
            Differentiation.Gradients(layer.Run(sequences).Last.Hidden.Square().Sum(), [.. layer.Parameters]);

        IReadOnlyList<Tensor<double>> actual = OnSmallStack(() => Gradients(CellLoop(cell), Steps, cell.Parameters));

        foreach ((Tensor<double> one, Tensor<double> other) in expected.Zip(actual))
            foreach ((double a, double b) in one.ToArray().Zip(other.ToArray())) Assert.Equal(a, b, 1e-12);
        Assert.All(actual, gradient => Assert.Contains(gradient.ToArray(), value => Math.Abs(value) > 1e-6));
    }

    [Fact]
    public void Elementary_operations_of_2000_steps_are_differentiated_on_a_small_stack()
    {
        (Parameter<double> w, Parameter<double> u) = PlainWeights();
        IReadOnlyList<Tensor<double>> gradients = OnSmallStack(() => Gradients(PlainLoop(w, u), Steps, [w, u]));

        // Backward by hand: δ₋ = (δ·(1 − h²))·Uᵀ from step to step.
        double[][] expected = PlainByHand(w.ToArray(), u.ToArray());
        foreach ((double[] one, Tensor<double> other) in expected.Zip(gradients))
            foreach ((double a, double b) in one.Zip(other.ToArray())) Assert.Equal(a, b, 1e-12);
    }

    [Fact]
    public void Twice_the_steps_of_cells_allocate_twice_as_much()
    {
        LstmCell<double> cell = Cell();
        AssertLinear(CellLoop(cell), cell.Parameters);
    }

    [Fact]
    public void Twice_the_steps_of_elementary_operations_allocate_twice_as_much()
    {
        (Parameter<double> w, Parameter<double> u) = PlainWeights();
        AssertLinear(PlainLoop(w, u), [w, u]);
    }

    private static void AssertLinear(Loop loop, IReadOnlyList<Parameter<double>> parameters)
    {
        OnSmallStack(() => Gradients(loop, 10, parameters));
        long half = Allocated(Steps / 2), all = Allocated(Steps);
        Assert.InRange((double)all / half, 1.8, 2.2);

        long Allocated(int steps) => OnSmallStack(() =>
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            Gradients(loop, steps, parameters);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        });
    }

    private static Tensor<double>[] Gradients(Loop loop, int steps, IReadOnlyList<Parameter<double>> parameters) =>
        Differentiation.Gradients(loop(steps).Square().Sum(), [.. parameters]);

    private static LstmCell<double> Cell() => new(Inputs, Units, new Random(7));

    private static Loop CellLoop(LstmCell<double> cell) => steps =>
    {
        LstmState<double>? state = null;
        for (int step = 0; step < steps; step++) state = cell.Step(InputOf(step), state);
        return state!.Hidden;
    };

    private static (Parameter<double> W, Parameter<double> U) PlainWeights()
    {
        Random random = new(9);
        return (new(Tensor.Normal([Inputs, Units], 0.0, 0.5, random)), new(Tensor.Normal([Units, Units], 0.0, 0.5, random)));
    }

    private static Loop PlainLoop(Tensor<double> w, Tensor<double> u) => steps =>
    {
        Tensor<double> h = Tensor.Zeros<double>([Batch, Units]);
        for (int step = 0; step < steps; step++) h = (InputOf(step).MatMul(w) + h.MatMul(u)).Tanh();
        return h;
    };

    private static Tensor<double> InputOf(int step) => sequences.Slice(1, step, 1).Squeeze(1);

    private static double[][] PlainByHand(double[] w, double[] u)
    {
        double[] ofW = new double[w.Length], ofU = new double[u.Length];
        for (int sample = 0; sample < Batch; sample++)
        {
            double[][] h = new double[Steps + 1][];
            h[0] = new double[Units];
            for (int step = 0; step < Steps; step++)
            {
                h[step + 1] = new double[Units];
                for (int unit = 0; unit < Units; unit++)
                {
                    double sum = 0;
                    for (int i = 0; i < Inputs; i++) sum += X(sample, step, i) * w[i * Units + unit];
                    for (int i = 0; i < Units; i++) sum += h[step][i] * u[i * Units + unit];
                    h[step + 1][unit] = Math.Tanh(sum);
                }
            }
            double[] delta = [.. h[Steps].Select(value => 2 * value)];
            for (int step = Steps - 1; step >= 0; step--)
            {
                double[] inner = [.. delta.Zip(h[step + 1], (d, value) => d * (1 - value * value))];
                delta = new double[Units];
                for (int unit = 0; unit < Units; unit++)
                {
                    for (int i = 0; i < Inputs; i++) ofW[i * Units + unit] += X(sample, step, i) * inner[unit];
                    for (int i = 0; i < Units; i++)
                    {
                        ofU[i * Units + unit] += h[step][i] * inner[unit];
                        delta[i] += inner[unit] * u[i * Units + unit];
                    }
                }
            }
        }
        return [ofW, ofU];

        static double X(int sample, int step, int feature) => sequences.Span[(sample * Steps + step) * Inputs + feature];
    }

    /// <summary>Runs a function on a thread whose stack a recursion over the steps would overflow.</summary>
    private static TResult OnSmallStack<TResult>(Func<TResult> function)
    {
        TResult? result = default;
        ExceptionDispatchInfo? error = null;
        Thread thread = new(
            () =>
            {
                try
                {
                    result = function();
                }
                catch (Exception exception)
                {
                    error = ExceptionDispatchInfo.Capture(exception);
                }
            },
            SmallStack);
        thread.Start();
        thread.Join();
        error?.Throw();
        return result!;
    }
}
