using Xunit;

namespace MiniGrad.Tests.Operations;

public class ContractTests
{
    private static readonly Tensor<double> matrix = Tensor.Ones<double>([2, 3]);

    [Theory]
    [InlineData("ij,jk", "expected an arrow and the result's letters behind it, such as \"ij,jk->ik\"")]
    [InlineData("ij->ij", "expected letters for two tensors, got 1")]
    [InlineData("ij,jk,k->i", "expected letters for two tensors, got 3")]
    [InlineData("ij,j?->i", "expected letters from a to z or A to Z, got '?'")]
    [InlineData("...j,jk->k", "expected letters from a to z or A to Z, got '.'")]
    [InlineData("ij,kj->iz", "the letter 'z' of the result is in no tensor")]
    [InlineData("ij,kj->ii", "the letter 'i' is twice in the result")]
    [InlineData("ij,jk->ik", "the letter 'j' has size 3 in the first tensor and 2 in the second tensor")]
    [InlineData("ij,i->j", "expected as many letters as the second tensor has axes, 2, got \"i\"")]
    public void Notations_that_do_not_fit_are_refused(string notation, string problem)
    {
        ArgumentException refusal = Assert.Throws<ArgumentException>(() => Tensor.Contract(notation, matrix, matrix));
        Assert.StartsWith($"Contract: {problem}, in \"{notation}\" of [2, 3] and [2, 3].", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Letters_of_one_tensor_take_one_tensor()
    {
        ArgumentException refusal = Assert.Throws<ArgumentException>(() => Tensor.Contract("ij,jk->ik", matrix));
        Assert.StartsWith(
            "Contract: expected letters for one tensor, got 2, in \"ij,jk->ik\" of [2, 3].", refusal.Message, StringComparison.Ordinal);
        Assert.Same(matrix, Tensor.Contract("ij->ij", matrix));
    }
}
