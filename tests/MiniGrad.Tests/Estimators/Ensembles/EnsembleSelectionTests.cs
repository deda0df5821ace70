using MiniGrad.Data;
using MiniGrad.Estimators;
using MiniGrad.Layers;
using Xunit;

namespace MiniGrad.Tests.Estimators;

public class EnsembleSelectionTests
{
    [Theory]
    [InlineData(true, 12)]
    [InlineData(false, 12)]
    [InlineData(true, 1)]
    public void Classifiers_are_chosen_as_trying_all_would_choose(bool replaces, int choices)
    {
        double[][][] outputs = Members.RandomOutputs(8, 60, 3, 4, seed: 11);
        int[] labels = Labels(outputs);
        (List<int> order, List<double> losses) = Naive(8, choices, replaces, chosen => Enumerable.Range(0, 60)
            .Average(row => -Math.Log(chosen.Average(member => Members.Softmax(outputs[member][row])[labels[row]]))));
        Layer<float>[] candidates = [.. outputs.Select(Members.Answering<float>)];
        EnsembleSelection selection = Ensemble.Select(candidates, Members.Labelled(labels), choices, replaces);
        Assert.Equal(order, selection.Choices);
        foreach ((double one, double other) in losses.Zip(selection.Losses)) Assert.Equal(one, other, 1e-12);
        Assert.Equal(replaces ? choices : Math.Min(choices, 8), selection.Choices.Count);
        AssertBestPrefix(selection, order, losses);

        // The ensemble's own loss on these samples is what was found.
        Ensemble<float> ensemble = selection.Of(candidates);
        double[] logarithms = [.. ensemble.PredictLogProbabilities(Members.Questions<float>(60)).ToArray().Chunk(3)
            .Select((row, i) => -(double)row[labels[i]])];
        Assert.Equal(selection.Loss, logarithms.Average(), 1e-6);
        Assert.Equal(selection.Weights, ensemble.Weights);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Regressors_are_chosen_by_their_squared_error(bool replaces)
    {
        double[][][] outputs = Members.RandomOutputs(6, 40, 2, 1, seed: 12);
        Random random = new(1);
        float[] targets = [.. Enumerable.Range(0, 80).Select(_ => 0.5f * random.NextSingle())],
            weights = [.. Enumerable.Range(0, 40).Select(i => i % 3)];
        (List<int> order, List<double> losses) = Naive(6, 9, replaces, chosen => Enumerable.Range(0, 80)
            .Sum(i => weights[i / 2] * Math.Pow(chosen.Average(member => outputs[member][i / 2][i % 2]) - targets[i], 2)) / (
                2 * weights.Sum()));
        Dataset<float> heldOut = new(Members.Questions<float>(40), Tensor.Create<float>(targets, [40, 2]),
            Tensor.Create<float>(weights, [40]));
        EnsembleSelection selection = Ensemble.Select([.. outputs.Select(Members.Answering<float>)], heldOut, 9, replaces);
        Assert.Equal(order, selection.Choices);
        foreach ((double one, double other) in losses.Zip(selection.Losses)) Assert.Equal(one, other, 1e-12);
        AssertBestPrefix(selection, order, losses);
    }

    [Fact]
    public void Of_equal_candidates_the_first_is_chosen_and_broken_ones_never()
    {
        double[][][] outputs = Members.RandomOutputs(2, 30, 3, 4, seed: 13);
        double[][] broken = [.. outputs[0].Select(_ => new[] { double.NaN, 0, 0 })];
        int[] labels = Labels(outputs);
        Layer<float>[] candidates = [.. new[] { broken, outputs[1], outputs[0], outputs[1], outputs[0] }.Select(Members.Answering<float>)];
        EnsembleSelection selection = Ensemble.Select(candidates, Members.Labelled(labels), 6);
        Assert.All(selection.Choices, choice => Assert.InRange(choice, 1, 2));
        selection = Ensemble.Select(candidates, Members.Labelled(labels), 5, replaces: false);
        Assert.Equal(4, selection.Choices.Count);
        Assert.DoesNotContain(0, selection.Choices);
    }

    [Fact]
    public void What_cannot_be_chosen_from_is_refused()
    {
        Layer<float>[] candidates = [Members.Answering<float>([[1, 2], [2, 1]]), Members.Answering<float>([[1, 2, 3], [3, 2, 1]])];
        Dataset<float> heldOut = Members.Labelled([0, 1]);
        Refused("Select: expected at least one candidate, got none", () => Ensemble.Select<float>([], heldOut, 3));
        Refused("expected candidates of the same classes, got 2 of candidate 0 and 3 of candidate 1", () => Ensemble
            .Select(candidates, heldOut, 3));
        Refused("the number of choices must be at least 1, got 0", () => Ensemble.Select(candidates[..1], heldOut, 0));
        Refused("expected at least one held-out sample", () => Ensemble.Select(candidates[..1], heldOut.Select([]), 1));
        Refused("expected labels from 0 to 1, as there are classes, got 2", () => Ensemble
            .Select(candidates[..1], Members.Labelled([0, 2]), 1));
        Refused("expected outputs [2], as the targets are, got [2, 2] of candidate 0", () => Ensemble.Select(
            candidates[..1], new Dataset<float>(Members.Questions<float>(2), Tensor.Zeros<float>([2])), 1));
        Refused("is NaN or infinite for every one of 1 candidates", () => Ensemble.Select(
            candidates[..1], new Dataset<float>(Tensor.Full<float>([1, 2], float.NaN), [0]), 1));
        EnsembleSelection selection = Ensemble.Select(candidates[1..], heldOut, 1);
        Refused("candidate 0 was chosen, got 0 candidates", () => selection.Of<float>([]));

        static void Refused(string expected, Action action) => EnsembleTests.AssertRefused<ArgumentException>(expected, action);
    }

    /// <summary>For every second sample what the candidates say together.</summary>
    private static int[] Labels(double[][][] outputs) => [.. Enumerable.Range(0, outputs[0].Length).Select(row =>
    {
        double[] sums = [.. Enumerable.Range(0, 3).Select(k => outputs.Sum(member => member[row][k]))];
        return row % 2 == 0 ? Array.IndexOf(sums, sums.Max()) : row % 3;
    })];

    private static void AssertBestPrefix(EnsembleSelection selection, List<int> order, List<double> losses)
    {
        int length = losses.IndexOf(losses.Min()) + 1;
        Assert.Equal(order.Take(length).Distinct().Order(), selection.Members);
        Assert.Equal(selection.Members.Select(member => order.Take(length).Count(choice => choice == member) / (double)length),
            selection.Weights);
    }

    private static (List<int> Order, List<double> Losses) Naive(int candidates, int choices, bool replaces, Func<List<int>, double> loss)
    {
        List<int> order = [];
        List<double> losses = [];
        for (int i = 0; i < (replaces ? choices : Math.Min(choices, candidates)); i++)
        {
            (double Loss, int Candidate) best = Enumerable.Range(0, candidates).Where(candidate => replaces || !order.Contains(candidate))
                .Select(candidate => (loss([.. order, candidate]), candidate)).Min();
            order.Add(best.Candidate);
            losses.Add(best.Loss);
        }
        return (order, losses);
    }
}
