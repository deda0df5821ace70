using MiniGrad.Layers;
using Xunit;

namespace MiniGrad.Tests.Layers.Recurrent;

public class AttentionTests
{
    private static readonly XoshiroRandom random = new(1);
    private static readonly Tensor<double> queries = Tensor.Normal([2, 3, 4], 0.0, 1.0, random);
    private static readonly Tensor<double> keys = Tensor.Normal([2, 5, 4], 0.0, 1.0, random);
    private static readonly Tensor<double> values = Tensor.Normal([2, 5, 2], 0.0, 1.0, random);

    [Fact]
    public void Values_are_weighted_by_the_softmax_of_scaled_products()
    {
        (Tensor<double> context, Tensor<double> weights) = new Attention<double>().Forward(
            queries, keys, values, IndexTensor.Create([5, 2]));
        for (int b = 0; b < 2; b++)
        {
            int count = b == 0 ? 5 : 2;
            for (int q = 0; q < 3; q++)
            {
                double[] scores = [.. Enumerable.Range(0, count).Select(
                    k => Math.Exp(Enumerable.Range(0, 4).Sum(f => queries[b, q, f] * keys[b, k, f]) / 2))];
                for (int k = 0; k < 5; k++) Assert.Equal(k < count ? scores[k] / scores.Sum() : 0, weights[b, q, k], 1e-12);
                for (int f = 0; f < 2; f++)
                    Assert.Equal(
                        Enumerable.Range(0, count).Sum(k => scores[k] * values[b, k, f]) / scores.Sum(), context[b, q, f], 1e-12);
            }
        }
    }

    [Fact]
    public void A_mask_hides_keys_as_lengths_do()
    {
        Tensor<double> mask = Tensor.Create([1.0, 1, 1, 1, 1, 1, 1, 0, 0, 0], [2, 1, 5]);
        (Tensor<double> masked, _) = new Attention<double>().Forward(queries, keys, values, mask: mask);
        (Tensor<double> cut, _) = new Attention<double>().Forward(queries, keys, values, IndexTensor.Create([5, 2]));
        Assert.Equal(cut.ToArray(), masked.ToArray());
    }

    [Fact]
    public void What_stands_behind_the_lengths_may_be_no_number()
    {
        double[] numbers = keys.ToArray();
        numbers.AsSpan((5 + 2) * 4).Fill(double.NaN);
        Tensor<double> dirty = Tensor.Create(numbers, [2, 5, 4]).Tracked(), asks = queries.Detach().Tracked();
        IndexTensor lengths = IndexTensor.Create([5, 2]);
        Tensor<double> context = new Attention<double>().Forward(asks, dirty, dirty, lengths).Context;
        Assert.Equal(new Attention<double>().Forward(queries, keys, keys, lengths).Context.ToArray(), context.ToArray());
        foreach (Tensor<double> gradient in Differentiation.Gradients(context.Square().Sum(), [asks, dirty]))
            Assert.All(gradient.ToArray(), value => Assert.True(double.IsFinite(value)));
    }

    [Fact]
    public void Hidden_keys_have_no_gradient_and_the_others_the_right_one()
    {
        Tensor<double> tracked = keys.Detach().Tracked();
        Tensor<double> gradient = Differentiation.Gradients(
            new Attention<double>().Forward(queries, tracked, values, IndexTensor.Create([5, 2])).Context.Square().Sum(), [tracked])[0];
        Assert.All(gradient.Slice(0, 1, 1).Slice(1, 2..).ToArray(), value => Assert.Equal(0, value));
        GradientCheck.Require(
            x => new Attention<double>().Forward(x[0], x[1], x[2], IndexTensor.Create([5, 2])).Context, [queries, keys, values],
            new GradientCheckOptions { Order = 2 });
    }

    [Fact]
    public void Bad_input_is_refused()
    {
        Attention<double> attention = new();
        Refused("[2, 3, 4], [2, 5, 3] and [2, 5, 2]", () => attention.Forward(queries, Tensor.Zeros<double>([2, 5, 3]), values));
        Refused("[2, 4, 2]", () => attention.Forward(queries, keys, Tensor.Zeros<double>([2, 4, 2])));
        Refused("lengths [2], got [1]", () => attention.Forward(queries, keys, values, IndexTensor.Create([5])));
        Refused("mask of 0 and 1, got 0.5 at key 1", () => attention.Forward(
            queries, keys, values, mask: Tensor.Create([1, 0.5, 1, 1, 1], [5])));
        Refused("lets query 0, counted over the batch, see no key", () => attention.Forward(
            queries, keys, values, mask: Tensor.Zeros<double>([5])));
        Refused(
            "Attention: expected lengths from 1 to 5, the number of steps, got 6",
            () => attention.Forward(queries, keys, values, IndexTensor.Create([5, 6])));
        Refused(
            "mask that broadcasts to [2, 3, 5], got [4]",
            () => attention.Forward(queries, keys, values, mask: Tensor.Ones<double>([4])));

        static void Refused(string words, Action act) =>
            Assert.Contains(words, Assert.ThrowsAny<ArgumentException>(act).Message, StringComparison.Ordinal);
    }
}
