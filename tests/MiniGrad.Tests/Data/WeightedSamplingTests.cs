using MiniGrad.Data;
using MiniGrad.Layers;
using MiniGrad.Optimizers;
using MiniGrad.Training;
using Xunit;

namespace MiniGrad.Tests.Data;

public class WeightedSamplingTests
{
    private static readonly Dataset<float> data = new(
        Tensor.Range(0f, 1000, 1).Reshape(1000, 1), Enumerable.Range(0, 1000).Select(i => i < 20 ? 2 : i < 200 ? 0 : 1).ToArray());

    [Fact]
    public void Each_class_is_drawn_as_often_as_the_others()
    {
        int[] labels = [.. Epochs(WeightedSampling.ByClass<float>(), 100).SelectMany(batch => batch.Labels)];
        Assert.Equal(100_000, labels.Length);
        foreach (int label in (int[])[0, 1, 2]) Assert.InRange(labels.Count(one => one == label), 32_500, 34_200);
        // In a class, every sample.
        float[] rare = [.. Epochs(WeightedSampling.ByClass<float>(), 100).SelectMany(batch => batch.Inputs.ToArray()).Where(i => i < 20)];
        Assert.All(rare.CountBy(i => i), one => Assert.InRange(one.Value, 1400, 1950));
    }

    [Fact]
    public void Samples_are_drawn_in_proportion_to_their_weights()
    {
        double[] weights = [.. Enumerable.Range(0, 1000).Select(i => i % 4 == 3 ? 0 : i % 4 * 1e300)];
        float[] drawn = [.. Epochs(WeightedSampling.By<float>(weights), 100).SelectMany(batch => batch.Inputs.ToArray())];
        int[] counts = [.. Enumerable.Range(0, 4).Select(rest => drawn.Count(i => i % 4 == rest))];
        Assert.Equal(0, counts[0]);
        Assert.Equal(0, counts[3]);
        Assert.InRange(counts[2] / (double)counts[1], 1.94, 2.06);
    }

    [Fact]
    public void A_trainer_learns_a_rare_class_from_it_and_goes_on_with_the_same_bits()
    {
        Trainer<float> Make()
        {
            Linear<float> model = new(1, 3, new Random(1));
            return new Trainer<float>(model, new Adam<float>(model.Parameters), data)
            {
                BatchSize = 30,
                Seed = 3,
                Batching = WeightedSampling.ByClass<float>(),
            };
        }

        Trainer<float> one = Make(), other = Make();
        one.Fit(2);
        other.Fit(1);
        other.Fit(2);
        Assert.Equal(one.Model.Parameters[0].ToArray(), other.Model.Parameters[0].ToArray());
    }

    [Fact]
    public void Batches_are_as_many_as_of_the_data()
    {
        Assert.Equal(34, WeightedSampling.ByClass<float>()(data, 30, new Random(1), false).Count());
        Assert.Equal(33, WeightedSampling.ByClass<float>()(data, 30, new Random(1), true).Count());
        Assert.All(WeightedSampling.ByClass<float>()(data, 30, new Random(1), true), batch => Assert.Equal(30, batch.Inputs.Shape[0]));
    }

    [Fact]
    public void What_cannot_be_drawn_is_refused()
    {
        Assert.Throws<ArgumentException>(() => WeightedSampling.By<float>([0, 0]));
        Assert.Throws<ArgumentOutOfRangeException>(() => WeightedSampling.By<float>([1, -1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => WeightedSampling.By<float>([1, double.NaN]));
        Assert.Throws<ArgumentException>(() => WeightedSampling.By<float>([1, 1])(data, 10, new Random(1), false));
        Assert.Contains("(Shuffles)", Assert.Throws<ArgumentException>(
            () => WeightedSampling.ByClass<float>()(data, 10, null, false)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(
            () => WeightedSampling.ByClass<float>()(new Dataset<float>(data.Inputs, data.Inputs), 10, new Random(1), false));
        Assert.Throws<ArgumentOutOfRangeException>(() => WeightedSampling.ByClass<float>()(data, 0, new Random(1), false));
    }

    private static IEnumerable<Batch<float>> Epochs(Func<Dataset<float>, int, Random?, bool, IEnumerable<Batch<float>>> draw, int count)
    {
        XoshiroRandom random = new(1);
        return Enumerable.Range(0, count).SelectMany(_ => draw(data, 64, random, false));
    }
}
