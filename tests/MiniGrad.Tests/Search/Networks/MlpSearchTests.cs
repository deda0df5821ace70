using MiniGrad.Data;
using MiniGrad.Estimators;
using MiniGrad.Search;
using MiniGrad.Tests.Data;
using MiniGrad.Tests.Estimators;
using MiniGrad.Training;
using Xunit;

namespace MiniGrad.Tests.Search;

public sealed class MlpSearchTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Classes_of_a_table_are_learned_with_what_was_found()
    {
        MlpSearchResult<MlpClassifier> result = Classes(ensemble: 3).Fit(Problems.Plants(150, 1), "species");
        Table test = Problems.Plants(300, 2);
        Assert.InRange(result.Best.Score(test), 0.85, 1);
        Assert.InRange(result.Ensemble.Score(test), 0.85, 1);
        Assert.Equal(6, result.Study.Trials.Count);
        Assert.InRange(result.Members.Count, 1, 3);
        Assert.Equal(result.Members.Distinct().Count(), result.Ensemble.Models.Count);
        // What is held out was never seen, and stands for the rows to come.
        Assert.Equal(result.Best.Evaluate(test, [Metric.LogLoss])[Metric.LogLoss.Name], result.HeldOutLoss, 0.35);

        // The first trial has the settings that an estimator has by itself.
        Assert.Equal(
            "learning rate 0.001, L2 penalty 0.0001, batch 128, layers 1, units 1 100, activation Relu, dropout 0",
            result.Study.Trials[0].Parameters.ToString());

        string path = folder.File("plants.safetensors");
        result.Ensemble.Save(path);
        Assert.Equal(result.Ensemble.PredictClassNames(test), MlpClassifier.Load(path).PredictClassNames(test));
    }

    [Fact]
    public void Workers_and_interruptions_change_nothing()
    {
        Table table = Problems.Plants(90, 1);
        MlpSearchResult<MlpClassifier> one = Classes(ensemble: 2).Fit(table, "species");
        MlpSearchResult<MlpClassifier> two = Classes(ensemble: 2, workers: 2).Fit(table, "species");
        AssertSame(one, two);

        using MemoryStudyStorage storage = new();
        using CancellationTokenSource source = new();
        Assert.ThrowsAny<OperationCanceledException>(() => Classes(ensemble: 2, storage: storage, progress: new Cancelling(source, 3))
            .Fit(table, "species", cancellation: source.Token));
        AssertSame(one, Classes(ensemble: 2, storage: storage).Fit(table, "species"));
        Classes(ensemble: 2, storage: storage).Fit(Problems.Plants(90, 2), "species");
        Assert.Equal(2, storage.GetNames().Count);
        // Once more, with all trials there already.
        AssertSame(one, Classes(ensemble: 2, storage: storage).Fit(table, "species"));
    }

    [Fact]
    public async Task Two_that_search_on_one_storage_share_the_trials_and_come_to_the_same()
    {
        Table table = Problems.Plants(90, 1);
        MlpSearchResult<MlpClassifier> alone = Classes(ensemble: 2).Fit(table, "species");
        using MemoryStudyStorage storage = new();
        Counting[] counts = [new(), new()];
        MlpSearchResult<MlpClassifier>[] results = await Task.WhenAll(counts.Select(count => Task.Run(
            () => Classes(ensemble: 2, progress: count, storage: storage).Fit(table, "species"))));
        foreach (MlpSearchResult<MlpClassifier> result in results) AssertSame(alone, result);
        Assert.Equal(6, counts.Sum(count => count.Count));
        // A third has nothing to do but to conclude; another seed is another study of the same name.
        Counting third = new();
        AssertSame(alone, Classes(ensemble: 2, progress: third, storage: storage).Fit(table, "species"));
        Assert.Equal(0, third.Count);
        MlpClassifierSearch other = new() { Trials = 6, Folds = 3, Epochs = 30, Seed = 5, Storage = storage };
        Assert.Contains(
            "its seed is 4, that of this study 5", Assert.Throws<InvalidDataException>(() => other.Fit(table, "species")).Message,
            StringComparison.Ordinal);
        // Other samples are another study.
        Classes(ensemble: 1, storage: storage).Fit(Problems.Plants(60, 1), "species");
        Assert.Equal(2, storage.GetNames().Count);
    }

    [Fact]
    public void Samples_and_numbers_are_searched_as_well()
    {
        MlpSearchResult<MlpClassifier> moons = Classes(ensemble: 2).Fit(Problems.Moons(120, 1));
        Assert.InRange(moons.Ensemble.Score(Problems.Moons(200, 2)), 0.8, 1);

        MlpRegressorSearch search = new() { Trials = 6, Folds = 3, Epochs = 40, Ensemble = 2, Seed = 1 };
        MlpSearchResult<MlpRegressor> waves = search.Fit(Problems.Waves(150, 1));
        Assert.True(waves.Best.Score(Problems.Waves(200, 2)) > 0.5);
        MlpSearchResult<MlpRegressor> prices = search.Fit(Problems.Plants(120, 1), "price");
        Assert.True(prices.Ensemble.Score(Problems.Plants(200, 2)) > 0.5);
        Assert.True(prices.HeldOutLoss > 0);
    }

    [Fact]
    public void A_study_of_another_balance_or_encoding_is_not_gone_on_with()
    {
        using MemoryStudyStorage storage = new();
        Table plants = Problems.Plants(60, 1);
        Classes(1, storage: storage).Fit(plants, "species");
        MlpClassifierSearch balanced = new()
        {
            Trials = 6,
            Folds = 3,
            Epochs = 30,
            Seed = 4,
            Storage = storage,
            BalancesClasses = true,
        };
        balanced.Fit(plants, "species");
        Assert.Equal(2, storage.GetNames().Count);
        Classes(1, storage: storage).Fit(plants, "species", new TableEncoderOptions { Scaling = Scaling.MinMax });
        Assert.Equal(3, storage.GetNames().Count);
        Classes(1, storage: storage).Fit(plants, "species", new TableEncoderOptions());
        Assert.Equal(3, storage.GetNames().Count);
    }

    [Fact]
    public void What_cannot_be_searched_is_refused()
    {
        MlpClassifierSearch search = Classes(ensemble: 1);
        AssertRefused("expected samples for 3 folds", () => search.Fit(Problems.Moons(3, 1)));
        Table plants = Problems.Plants(40, 1);
        AssertRefused("there is no column 'colour'", () => search.Fit(plants, "colour"));
        AssertRefused("rows have no value of the target 'habitat'; leave them out by table.DropMissing(\"habitat\")",
            () => search.Fit(Problems.Plants(400, 1), "habitat"));
        AssertRefused("expected at least two different numbers", () => new MlpRegressorSearch().Fit(
            new Dataset<float>(Tensor.Uniform([40, 2], -1f, 1f, new Random(1)), Tensor.Zeros<float>([40]))));
        Table row = CsvTable.Read(new StringReader("x,species\n1,fern\n2,\n3,moss\n"));
        AssertRefused("1 row has no value of the target 'species'; leave it out by", () => search.Fit(row, "species"));
        AssertRefused(
            "expected at least two classes, got one in all of 40 samples",
            () => search.Fit(new Dataset<float>(Tensor.Zeros<float>([40, 2]), new int[40])));
        AssertRefused("expected numbers, got text", () => new MlpRegressorSearch { Folds = 2 }.Fit(plants, "species"));
        Assert.Throws<ArgumentOutOfRangeException>(() => new MlpClassifierSearch { Trials = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new MlpClassifierSearch { Folds = 1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new MlpClassifierSearch { HeldOutShare = 1 });
        AssertRefused("workers must be from 1 to 2",
            () => new MlpClassifierSearch { Workers = 3, Overlap = 2 }.Fit(Problems.Moons(60, 1)));
    }

    [Fact]
    public void Who_is_surer_than_samples_can_tell_is_not_chosen()
    {
        Dataset<float> hundred = Problems.Moons(100, 1);
        ClassSampleTask task = new(hundred) { Create = (_, _) => new MlpClassifier() };
        double[] sure = new double[100], honest = [.. Enumerable.Repeat(Math.Log(0.99), 100)];
        Assert.Equal(0, task.Loss([sure]), 12);
        Assert.Equal(-Math.Log(0.99), task.Loss([honest]), 12);
        // −log 0.99 and, once in a hundred, −log 0.01.
        Assert.Equal((0.010050335853501441 + 0.01 * 4.605170185988092) / 1.01, task.LossToChooseBy([honest], 0.01), 12);
        Assert.True(task.LossToChooseBy([sure], 0.01) > task.LossToChooseBy([honest], 0.01));
        Assert.True(task.LossToChooseBy([sure], 1e-4) < task.LossToChooseBy([honest], 1e-4));
        // Once wrong and sure of it is worse than either.
        double[] wrong = [.. new double[99], -20];
        Assert.True(task.LossToChooseBy([wrong], 0.01) > task.LossToChooseBy([sure], 0.01));
        Assert.True(double.IsFinite(task.LossToChooseBy([wrong, sure], 0.01)));
    }

    private static void AssertSame(MlpSearchResult<MlpClassifier> expected, MlpSearchResult<MlpClassifier> result)
    {
        Assert.Equal(expected.Study.Dump(), result.Study.Dump());
        Assert.Equal((expected.HeldOutLoss, expected.EnsembleHeldOutLoss), (result.HeldOutLoss, result.EnsembleHeldOutLoss));
        Assert.Equal(Weights(expected.Best), Weights(result.Best));
        Assert.Equal(Weights(expected.Ensemble), Weights(result.Ensemble));
    }

    private static IEnumerable<float> Weights(MlpClassifier classifier) =>
        classifier.Models.SelectMany(model => model.Parameters).SelectMany(parameter => parameter.ToArray());

    private static MlpClassifierSearch Classes(
        int ensemble, int workers = 1, IProgress<TrialRecord>? progress = null, StudyStorage? storage = null) => new()
        {
            Trials = 6,
            Folds = 3,
            Epochs = 30,
            Ensemble = ensemble,
            Workers = workers,
            Seed = 4,
            Storage = storage,
            Progress = progress,
        };

    private static void AssertRefused(string words, Action action) =>
        Assert.Contains(words, Assert.ThrowsAny<Exception>(action).Message, StringComparison.Ordinal);

    private sealed class Cancelling(CancellationTokenSource source, int after) : IProgress<TrialRecord>
    {
        private int count;

        public void Report(TrialRecord value)
        {
            if (++count == after) source.Cancel();
        }
    }

    private sealed class Counting : IProgress<TrialRecord>
    {
        private int count;

        public int Count => count;

        public void Report(TrialRecord value) => Interlocked.Increment(ref count);
    }
}
