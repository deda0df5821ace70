using MiniGrad.Data;
using MiniGrad.Estimators;
using Xunit;

namespace MiniGrad.Tests.Data;

public class DatasetTests
{
    private static readonly Tensor<float> inputs = Tensor.Range(0f, 20, 1).Reshape(10, 2);

    [Fact]
    public void Batches_cover_every_sample_once_in_order_and_keep_the_last()
    {
        Dataset<float> data = new(inputs, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
        var batches = data.Batches(4).ToList();
        Assert.Equal([4, 4, 2], batches.Select(batch => batch.Labels.ElementCount));
        Assert.Equal(Enumerable.Range(0, 10), batches.SelectMany(batch => batch.Labels));
        Assert.Equal([2, 2], batches[2].Inputs.Shape);
        Assert.Equal([16f, 17, 18, 19], batches[2].Inputs.ToArray());
        Assert.Equal([4, 4], data.Batches(4, dropsLast: true).Select(batch => batch.Labels.ElementCount));
    }

    [Fact]
    public void Shuffled_batches_keep_inputs_with_their_labels_and_repeat_by_seed()
    {
        Dataset<float> data = new(inputs, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
        int[] order = [.. data.Batches(3, new Random(1)).SelectMany(batch => batch.Labels)];
        Assert.NotEqual(Enumerable.Range(0, 10), order);
        Assert.Equal(Enumerable.Range(0, 10), order.Order());
        Assert.Equal(order, data.Batches(3, new Random(1)).SelectMany(batch => batch.Labels));
        Assert.NotEqual(order, data.Batches(3, new Random(2)).SelectMany(batch => batch.Labels));
        foreach (Batch<float> batch in data.Batches(3, new Random(1)))
            for (int i = 0; i < batch.Count; i++) Assert.Equal(2 * batch.Labels[i], batch.Inputs[i, 0]);
    }

    [Fact]
    public void Regression_targets_go_along()
    {
        Dataset<float> data = new(inputs, inputs * 10f);
        foreach (Batch<float> batch in data.Batches(3, new Random(1))) Assert.Equal((batch.Inputs * 10f).ToArray(),
            batch.Targets.ToArray());
        (Dataset<float> first, Dataset<float> others) = data.Split(7, new Random(3));
        Assert.Equal(7, first.Count);
        Assert.Equal(3, others.Count);
        Assert.Equal(inputs.ToArray(), first.Inputs.ToArray().Concat(others.Inputs.ToArray()).Order());
    }

    [Fact]
    public void Named_tensors_stay_together_and_what_is_missing_is_said()
    {
        Dataset<float> data = new(
            numbers: new() { ["left"] = inputs, ["right"] = inputs * 10f }, labels: new() { ["kind"] = Enumerable.Range(0, 10).ToArray() },
                Tensor.Range(0f, 10, 1));
        foreach (Batch<float> batch in data.Select([9, 3, 3, 0]).Batches(3, new Random(1)))
        {
            Assert.Equal((batch["left"] * 10f).ToArray(), batch["right"].ToArray());
            Assert.Equal(batch["left"].Slice(1, 0, 1).ToArray(), batch.LabelsOf("kind").Select(kind => 2f * kind));
            Assert.Equal(batch.Weights!.ToArray(), batch.LabelsOf("kind").Select(kind => (float)kind));
        }
        Assert.True(data.HasLabels);
        Assert.Equal(
            "Batch: the samples have no numbers 'inputs'; they have numbers 'left', 'right' and labels 'kind'.",
            Assert.Throws<InvalidOperationException>(() => data.Inputs).Message);
        Dataset<float> numbers = new(inputs, inputs);
        Assert.False(numbers.HasLabels);
        Assert.Contains("they have numbers 'inputs', 'targets'", Assert.Throws<InvalidOperationException>(() => numbers.Labels).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new Batch<float>([]));
        Assert.Throws<ArgumentException>(() => new Dataset<float>(numbers: new() { ["a"] = inputs, ["b"] = Tensor.Ones<float>([9]) }));
    }

    [Fact]
    public void Labels_of_several_axes_go_with_their_samples()
    {
        IndexTensor labels = IndexTensor.Create([.. Enumerable.Range(0, 20)], [10, 2]);
        foreach (Batch<float> batch in new Dataset<float>(inputs, labels).Batches(3, new Random(1)))
            Assert.Equal(batch.Inputs.ToArray(), batch.Labels.Select(label => (float)label));
    }

    [Fact]
    public void Mistakes_are_named()
    {
        Assert.Contains("[10, 2] and [9]", Assert.Throws<ArgumentException>(() => new Dataset<float>(inputs, new int[9])).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new Dataset<float>(inputs, Tensor.Scalar(1f)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Dataset<float>(inputs, [0, 1, 2, 3, 4, 5, 6, 7, 8, -9]));
        Dataset<float> data = new(inputs, new int[10]);
        Assert.Contains("at least 1, got 0", Assert.Throws<ArgumentOutOfRangeException>(() => data.Batches(0)).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => data.Split(11));
    }

    [Fact]
    public void Images_are_read_from_a_pair_of_files_that_belong_together()
    {
        using TemporaryFolder folder = new();
        string images = Path.Combine(folder.Path, "images"), labels = Path.Combine(folder.Path, "labels.gz");
        IdxFile.Write(images, IdxArray.Create<byte>([0, 51, 102, 153, 204, 255, 0, 255], 2, 2, 2));
        IdxFile.Write(labels, IdxArray.Create<byte>([3, 7], 2));
        Dataset<float> data = LabeledImages.Read<float>(images, labels);
        Assert.Equal([2, 4], data.Inputs.Shape);
        Assert.Equal([0f, 0.2f, 0.4f, 0.6f, 0.8f, 1f, 0f, 1f], data.Inputs.ToArray());
        Assert.Equal([3, 7], data.Labels.ToArray());

        IdxFile.Write(labels, IdxArray.Create<byte>([3, 7, 1], 3));
        Assert.Contains("2 images", Assert.Throws<InvalidDataException>(() => LabeledImages.Read<float>(images, labels)).Message,
            StringComparison.Ordinal);
        Assert.Contains("[labels]", Assert.Throws<InvalidDataException>(() => LabeledImages.Read<float>(images, images)).Message,
            StringComparison.Ordinal);
        Assert.Throws<InvalidDataException>(() => LabeledImages.Read<float>(labels, labels));
    }

    [Fact]
    public void Generated_digits_are_balanced_pixels_from_0_to_1()
    {
        Dataset<float> data = LabeledImages.GenerateDigits<float>(50, new Random(1));
        Assert.Equal([50, 784], data.Inputs.Shape);
        Assert.All(Enumerable.Range(0, 10), digit => Assert.Equal(5, data.Labels.Count(label => label == digit)));
        Assert.InRange(data.Inputs.Max().ToScalar(), 0.5f, 1f);
        Assert.Equal(0, data.Inputs.Min().ToScalar());
    }
}
