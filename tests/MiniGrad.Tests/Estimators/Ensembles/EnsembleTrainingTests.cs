using System.Collections.Concurrent;
using MiniGrad.Data;
using MiniGrad.Estimators;
using MiniGrad.Layers;
using MiniGrad.Optimizers;
using MiniGrad.Tests.Data;
using MiniGrad.Tests.Training;
using MiniGrad.Training;
using Xunit;

namespace MiniGrad.Tests.Estimators;

public class EnsembleTrainingTests
{
    private static readonly Dataset<float> moons = Problems.Moons(200, seed: 1);

    [Fact]
    public void Any_number_of_workers_gives_the_same_bits_and_each_member_is_the_one_trained_alone()
    {
        Ensemble<float> one = Ensemble.Train(5, seed: 9, Train);
        foreach (int workers in (int[])[2, 3, 8])
        {
            Ensemble<float> several = Ensemble.Train(5, seed: 9, Train, workers);
            for (int m = 0; m < 5; m++) Assert.Equal(Members.WeightsOf(one.Members[m]), Members.WeightsOf(several.Members[m]));
        }
        Assert.Equal(Members.WeightsOf(one.Members[3]), Members.WeightsOf(Train(new EnsembleMember(seed: 9, number: 3))));
        Assert.Equal(5, one.Members.Select(member => Members.WeightsOf(member)[0]).Distinct().Count());

        // The same by hand.
        Mlp<float> byHand = new([2, 8, 2], Activation.Relu, new XoshiroRandom(9, 3), dropout: 0.1);
        byte[] bytes = new byte[8];
        new XoshiroRandom(9, 3).NextBytes(bytes);
        Assert.Equal(BitConverter.ToUInt64(bytes), EnsembleMember.SeedOf(9, 3));
        new Trainer<float>(byHand, new Adam<float>(byHand.Parameters, 0.01), moons) { Seed = BitConverter.ToUInt64(bytes) }.Fit(3);
        Assert.Equal(Members.WeightsOf(byHand), Members.WeightsOf(one.Members[3]));

        // More members leave the first as they are.
        Ensemble<float> two = Ensemble.Train(2, seed: 9, Train, workers: 2);
        Assert.Equal(Members.WeightsOf(one.Members[1]), Members.WeightsOf(two.Members[1]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void The_first_member_that_fails_is_reported_and_none_is_begun_after(int workers)
    {
        for (int repeat = 0; repeat < 20; repeat++)
        {
            ConcurrentBag<int> begun = [];
            var failure = Assert.Throws<InvalidTimeZoneException>(() => Ensemble.Train<float>(50, seed: 1, member =>
            {
                begun.Add(member.Number);
                if (member.Number >= 5) throw new InvalidTimeZoneException($"{member.Number}");
                return new Linear<float>(1, 1, member.Random);
            }, workers));
            Assert.Equal("5", failure.Message);
            Assert.InRange(begun.Max(), 5, 4 + workers);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void An_ensemble_that_was_interrupted_goes_on_to_the_same_file(int workers)
    {
        using TemporaryFolder folder = new();
        Ensemble.Train(4, seed: 3, member => Train(member, folder.File("whole"), null)).Save(folder.File("a"));
        using CancellationTokenSource source = new();
        int epochs = 0;
        Assert.ThrowsAny<OperationCanceledException>(() => Ensemble.Train(4, seed: 3, member => Train(member, folder.File("parts"),
            new ImmediateProgress<EpochResult>(_ =>
            {
                if (Interlocked.Increment(ref epochs) == 5) source.Cancel();
            })), workers, source.Token));
        Assert.InRange(epochs, 5, 5 + workers);
        Ensemble.Train(4, seed: 3, member => Train(member, folder.File("parts"), null), workers).Save(folder.File("b"));
        Assert.Equal(File.ReadAllBytes(folder.File("a")), File.ReadAllBytes(folder.File("b")));

        static Layer<float> Train(EnsembleMember member, string folder, IProgress<EpochResult>? progress)
        {
            Mlp<float> network = new([2, 8, 2], Activation.Relu, member.Random, dropout: 0.1);
            Trainer<float> trainer = new(network, new Adam<float>(network.Parameters, 0.01), moons)
            {
                Seed = member.Seed,
                Checkpoints = new Checkpoints(Path.Combine(folder, $"member-{member.Number}")),
                Callbacks = [TrainingCallback.Report(epochs: progress)],
            };
            trainer.Resume();
            trainer.Fit(3, member.Cancellation);
            return network;
        }
    }

    [Fact]
    public void Members_get_better_together()
    {
        Dataset<float> noisy = Problems.Moons(120, seed: 5, noise: 0.35), unseen = Problems.Moons(2000, seed: 6, noise: 0.35);
        Ensemble<float> ensemble = Ensemble.Train(5, seed: 1, member =>
        {
            Mlp<float> network = new([2, 64, 2], Activation.Relu, member.Random);
            new Trainer<float>(network, new Adam<float>(network.Parameters, 0.01), noisy) { Seed = member.Seed, BatchSize = 16 }.Fit(60);
            return network;
        }, workers: 2);
        double[] alone = [.. ensemble.Members.Select(member => Metric.LogLoss.Of(member.Predict(unseen.Inputs), unseen.Labels))];
        Assert.True(Metric.LogLoss.Of(ensemble.PredictLogProbabilities(unseen.Inputs), unseen.Labels) < alone.Average());
    }

    [Fact]
    public void Training_of_nothing_by_nobody_is_refused()
    {
        EnsembleTests.AssertRefused<ArgumentException>("Train: the number of members must be at least 1, got 0", () =>
            Ensemble.Train(0, 1, Train));
        EnsembleTests.AssertRefused<ArgumentException>("Train: the number of workers must be at least 1, got 0", () =>
            Ensemble.Train(1, 1, Train, 0));
        EnsembleTests.AssertRefused<ArgumentException>("number must be at least 0, got -1", () => _ = new EnsembleMember(1, -1));
        using CancellationTokenSource source = new();
        source.Cancel();
        foreach (int workers in (int[])[1, 2])
            Assert.ThrowsAny<OperationCanceledException>(() => Ensemble.Train(3, 1, Train, workers, source.Token));
        foreach (int workers in (int[])[1, 2])
        {
            using CancellationTokenSource late = new();
            Assert.ThrowsAny<OperationCanceledException>(() => Ensemble.Train(2, 1, member =>
            {
                Layer<float> trained = Train(member);
                if (member.Number == 1) late.Cancel();
                return trained;
            }, workers, late.Token));
        }
        Linear<float> shared = new(1, 1, new Random(1));
        EnsembleTests.AssertRefused<ArgumentException>("member 1 is the same network as member 0", () => Ensemble.Train(2, 1, _ => shared));
    }

    private static Layer<float> Train(EnsembleMember member)
    {
        Mlp<float> network = new([2, 8, 2], Activation.Relu, member.Random, dropout: 0.1);
        new Trainer<float>(network, new Adam<float>(network.Parameters, 0.01), moons) { Seed = member.Seed }.Fit(3);
        return network;
    }
}
