using System.Numerics;
using MiniGrad.Losses;
using MiniGrad.Optimizers;
using MiniGrad.Training;
using Xunit;

namespace MiniGrad.Tests.Capture;

/// <summary>Random graphs whose settings change at a random step: captured steps agree with eager ones, or refuse at the next
/// verification.</summary>
public class RandomGraphTests
{
    private const int Graphs = 3000;
    private const int Steps = 16;
    private const int Rows = 4;
    private const int Columns = 3;
    private static readonly IndexTensor labels = new[] { 0, 2, 1, 0 };

    /// <summary>From a tensor [4, 3] to one of that shape, with a setting from 0 to below 1.</summary>
    private static readonly Func<Tensor<double>, double, Tensor<double>>[] links =
    [
        (x, s) => x.LeakyRelu(s), (x, s) => x.Elu(s), (x, s) => x.Clamp(-s, s + 0.5), (x, s) => x - x.Mean([Axis(s)], keepDimensions: true),
        (x, s) => x * x.Sum([Axis(s)], keepDimensions: true),
        (x, s) => x - x.Max([Axis(s)], keepDimensions: true),
        (x, s) => x - x.LogSumExp(Axis(s), keepDimensions: true),
        (x, s) => x.Softmax(Axis(s)),
        (x, s) => x.LogSoftmax(Axis(s)),
        (x, s) => x.GatherRows([(int)(4 * s), 0, 1, 3]),
        (x, s) => x + s, (x, s) => x * (0.5 + s),
        (x, s) => (x.Square() + 0.1).Power(0.5 + s),
        (x, s) => x.LayerNormalize(epsilon: 0.01 + s),
        (x, s) => x.BatchNormalize(epsilon: 0.01 + s),
        (x, s) => x.RmsNormalize(epsilon: 0.01 + s), (x, s) => x.Pad(0, (int)(2 * s), 1 - (int)(2 * s)).Slice(0, (int)(2 * s), Rows),
        (x, s) => Tensor.Concatenate([x, x.Exp()], 1).Slice(1, (int)(4 * s), Columns),
        (x, s) => x / (1 + x.Norm([Axis(s)], keepDimensions: true)),
        (x, s) => s < 0.5 ? x.Tanh() : x.Sigmoid(),
        (x, s) => Tensor.Where(x.Greater(s), x, 0.1 * x),
        (x, s) => x * x.Variance([Axis(s)], keepDimensions: true),
    ];

    /// <summary>From a tensor [4, 3] to a loss, with two settings.</summary>
    private static readonly Func<Tensor<double>, double, double, Tensor<double>>[] losses =
    [
        (x, s, r) => Loss.CrossEntropy(x, labels, labelSmoothing: s, reduction: Reduction(r)),
        (x, s, r) => Loss.CrossEntropy(x, labels, Tensor.Vector(1, 1 + s, 2), reduction: Reduction(r)),
        (x, s, r) => Loss.CrossEntropy(x, labels, labelSmoothing: s, reduction: LossReduction.None).Max([]) * (1 + r),
        (x, s, r) => Loss.CrossEntropy(x, x.Detach().Softmax(), labelSmoothing: s, reduction: Reduction(r)),
        (x, s, r) => Loss.MeanSquaredError(x, Tensor.Full<double>(x.Shape, s), Reduction(r)),
        (x, s, r) => Loss.BinaryCrossEntropyWithLogits(x, Tensor.Full<double>(x.Shape, 0.5), Tensor.Scalar(1 + s), Reduction(r)),
        (x, s, r) => Loss.BinaryCrossEntropyWithLogits(x, x.Detach().Sigmoid(), reduction: Reduction(r)) * (1 + s),
        (x, s, r) => Loss.Huber(x, x.Detach() * 0.5, 0.1 + s, Reduction(r)),
        (x, s, r) => Loss.NegativeLogLikelihood(x.LogSoftmax(), labels, Tensor.Vector(1 + s, 1, 1), Reduction(r)),
        (x, s, r) => Loss.Hinge(x, Tensor.Ones<double>(x.Shape), Reduction(r)) + s * x.Mean(),
    ];

    [Fact]
    public void Nothing_differs_that_is_not_refused()
    {
        Random random = new(20);
        int refused = 0, equal = 0;
        for (int graph = 0; graph < Graphs; graph++)
        {
            int[] chosen = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => random.Next(links.Length)), random.Next(losses.Length)];
            double[] settings = [.. Enumerable.Range(0, chosen.Length + 1).Select(_ => random.NextDouble())];
            int place = random.Next(settings.Length), changeAt = random.Next(1, Steps), seed = random.Next();
            bool asks = random.Next(2) == 0;
            double changed = random.NextDouble();
            string what = $"graph {graph} of {string.Join(", ", chosen)}: setting {place} changed to {changed} before step {changeAt + 1}";
            double[] eager = Run(chosen, [.. settings], place, changed, changeAt, seed, capture: false, asks: false, out _);
            double[] captured = Run(chosen, [.. settings], place, changed, changeAt, seed, capture: true, asks, out int? refusedAt);
            Assert.Equal(eager[..Math.Min(changeAt, captured.Length)], captured[..Math.Min(changeAt, captured.Length)]);
            if (refusedAt is { } step)
            {
                refused++;
                // At once where it was asked for, else at the next power of two.
                int expected = asks ? changeAt : (int)BitOperations.RoundUpToPowerOf2((uint)changeAt + 1) - 1;
                Assert.True(step == expected, $"{what}, refused at step {step + 1}");
            }
            else
            {
                equal++;
                Assert.True(eager.SequenceEqual(captured), what);
            }
        }
        // Both happen often, so that the test would notice if one did not.
        Assert.InRange(refused, Graphs / 2, Graphs);
        Assert.InRange(equal, Graphs / 30, Graphs);
    }

    private static int Axis(double setting) => setting < 0.5 ? 0 : 1;

    private static LossReduction Reduction(double setting) => setting < 0.5 ? LossReduction.Mean : LossReduction.Sum;

    /// <summary>The losses of the steps up to the one that was refused.</summary>
    private static double[] Run(
        int[] chosen, double[] settings, int place, double changed, int changeAt, int seed, bool capture, bool asks, out int? refusedAt)
    {
        Random random = new(seed);
        XoshiroRandom draws = new((ulong)seed);
        LiveNumber<double> live = new(1);
        Parameter<double> w = new(Tensor.Uniform<double>([Columns, Columns], -1, 1, random));
        TrainingStep<double> step = new(
            new Sgd<double>([w], 0.01),
            batch =>
            {
                Tensor<double> h = batch.Inputs.MatMul(w) * live + Noise.Normal<double>([Rows, 1], draws, deviation: 0.1);
                for (int i = 0; i < chosen.Length - 1; i++) h = links[chosen[i]](h, settings[i]);
                return losses[chosen[^1]](h, settings[^2], settings[^1]);
            },
            capture);
        List<double> found = [];
        refusedAt = null;
        for (int i = 0; i < Steps; i++)
        {
            if (i == changeAt)
            {
                settings[place] = changed;
                if (asks) step.Verify();
            }
            live.Value = 1 + 0.1 * i;
            Tensor<double> x = Tensor.Uniform<double>([Rows, Columns], -1, 1, random);
            try
            {
                found.Add(step.Run(new(x, x)));
            }
            catch (NonFiniteGradientException)
            {
                found.Add(double.NaN);
            }
            catch (CaptureException)
            {
                refusedAt = i;
                break;
            }
        }
        return [.. found];
    }
}
