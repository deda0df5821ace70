using MiniGrad.Losses;
using Xunit;

namespace MiniGrad.Tests.Operations;

/// <summary>A wrong argument is refused at the call, by a message that names the operation and what it got.</summary>
public class ArgumentErrorTests
{
    private static readonly Tensor<double> cube = Tensor.Ones<double>([2, 3, 4]);
    private static readonly Tensor<double> matrix = Tensor.Ones<double>([3, 4]);

    public static TheoryData<string, Func<object>> OutOfRange => new()
    {
        { "Sum: axis 3 is out of range for shape [2, 3, 4]: expected -3 to 2", () => cube.Sum([3]) },
        { "Mean: axis -4 is out of range for shape [2, 3, 4]", () => cube.Mean([-4]) },
        { "Max: axis 3", () => cube.Max([0, 3]) },
        { "Min: axis 3", () => cube.Min([3]) },
        { "Variance: axis 3", () => cube.Variance([3]) },
        { "Norm: axis 3", () => cube.Norm([3]) },
        { "Elu: alpha must be a finite number of at least 0, got -0.5.", () => cube.Elu(-0.5) },
        { "Elu: alpha must be a finite number of at least 0, got NaN.", () => cube.Elu(double.NaN) },
        { "LogSumExp: axis 3", () => cube.LogSumExp(3) },
        { "Softmax: axis 3", () => cube.Softmax(3) },
        { "LogSoftmax: axis -4", () => cube.LogSoftmax(-4) },
        { "Transpose: axis 3", () => cube.Transpose(0, 3) },
        { "Permute: axis 3", () => cube.Permute(0, 1, 3) },
        { "Squeeze: axis 3", () => cube.Squeeze(3) },
        { "ExpandDimension: axis 4 is out of range for shape [2, 3, 4]: expected -4 to 3", () => cube.ExpandDimension(4) },
        { "Slice: axis 3", () => cube.Slice(3, 0, 1) },
        { "Slice: axis 3", () => cube.Slice(3, ..) },
        { "Slice: start -1, length 1", () => matrix.Slice(0, -1, 1) },
        { "Slice: start 0, length -1", () => matrix.Slice(0, 0, -1) },
        { "Slice: start 1, length 4 is out of range for axis 1 of shape [3, 4]", () => matrix.Slice(1, 1, 4) },
        { "Slice: start 1, length 2147483647", () => matrix.Slice(1, 1, int.MaxValue) },
        { "Slice: start 3, length -1", () => matrix.Slice(1, 3..2) },
        { "Pad: axis 2", () => matrix.Pad(2, 1, 1) },
        { "Pad: expected counts of at least 0, got -1 before and 1 after", () => matrix.Pad(0, -1, 1) },
        { "Concatenate: axis 2", () => Tensor.Concatenate([matrix], 2) },
        { "Stack: axis 3", () => Tensor.Stack([matrix], 3) },
        { "GatherRows: index 3 at position 1 is outside 0 to 2", () => matrix.GatherRows([0, 3]) },
        { "GatherRows: index -1", () => matrix.GatherRows([-1]) },
        { "ScatterAddRows: index 5", () => matrix.ScatterAddRows([0, 5, 1], rows: 5) },
        { "CrossEntropy: label 4 at position 2 is outside 0 to 3: labels count from 0.", () => Loss.CrossEntropy(matrix, [0, 1, 4]) },
        { "CrossEntropy: label 5 at position 2 is outside 0 to 3. (Parameter 'labels')", () => Loss.CrossEntropy(matrix, [0, 1, 5]) },
        {
            "CrossEntropy: label 1 at position 1 is outside 0 to 0: one output is one class; for two give two outputs, or take " +
            "BinaryCrossEntropyWithLogits.",
            () => Loss.CrossEntropy(matrix.Slice(1, 0, 1), [0, 1, 1])
        },
        { "CrossEntropy: label -1", () => Loss.CrossEntropy(matrix, [0, 1, -1]) },
        { "NegativeLogLikelihood: label 4", () => Loss.NegativeLogLikelihood(matrix, [4, 0, 0]) },
        { "CrossEntropy: label smoothing must be from 0 to 1, got 1.5", () => Loss.CrossEntropy(matrix, [0, 1, 2], labelSmoothing: 1.5) },
        { "CrossEntropy: label smoothing must be from 0 to 1, got NaN", () =>
            Loss.CrossEntropy(matrix, matrix, labelSmoothing: double.NaN) },
        { "Huber: delta must be a finite number above 0, got 0", () => Loss.Huber(matrix, matrix, delta: 0) },
        { "Huber: delta must be a finite number above 0, got NaN", () => Loss.Huber(matrix, matrix, delta: double.NaN) },
        { "Huber: delta must be a finite number above 0, got 0", () => Loss.Huber(Tensor.Scalar(1f), Tensor.Scalar(2f), delta: 1e-60) },
        { "LeakyRelu: slope must be finite, got NaN", () => matrix.LeakyRelu(double.NaN) },
        { "LeakyRelu: slope must be finite, got Infinity", () => Tensor.Scalar(1f).LeakyRelu(1e60) },
        { "CrossEntropy: label smoothing must be from 0 to 1, got 1.5", () => Loss.CrossEntropy(matrix, matrix, labelSmoothing: 1.5) },
    };

    public static TheoryData<string, Func<object>> Invalid => new()
    {
        { "Sum: axis 1 is given twice for shape [2, 3, 4]", () => cube.Sum([1, 1]) },
        { "Mean: axis -1 is given twice", () => cube.Mean([2, -1]) },
        { "Max: axis -3 is given twice", () => cube.Max([0, -3]) },
        { "Norm: axis 0 is given twice", () => cube.Norm([0, 0]) },
        { "Variance: axis 0 is given twice", () => cube.Variance([0, 0]) },
        { "Variance: a correction of -1", () => cube.Variance(correction: -1) },
        { "Variance: a correction of 4 needs more than 4 elements, got 4", () => cube.Variance([2], correction: 4) },
        { "Min: there are no elements to choose from", () => Tensor.Zeros<double>([2, 0]).Min([1]) },
        { "Clamp: expected low ≤ high, got low 1 and high 0", () => matrix.Clamp(1, 0) },
        { "Clamp: expected low ≤ high, got low NaN and high 0", () => matrix.Clamp(double.NaN, 0) },
        { "Permute: expected each axis of shape [2, 3, 4] once, got [0, 0, 1]", () => cube.Permute(0, 0, 1) },
        { "Permute: expected each axis of shape [2, 3, 4] once, got [0, 1]", () => cube.Permute(0, 1) },
        { "Permute: expected each axis of shape [2, 3, 4] once, got [2, 1, -1]", () => cube.Permute(2, 1, -1) },
        { "Reshape: no size in place of −1 makes [5, -1] hold the elements of [3, 4]", () => matrix.Reshape(5, -1) },
        { "Reshape: expected sizes of at least 0, of which one may be −1, got [-1, -1]", () => matrix.Reshape(-1, -1) },
        { "Reshape: expected sizes of at least 0, of which one may be −1, got [-2, -6]", () => matrix.Reshape(-2, -6) },
        { "Pad: [3, 4] with a size of 4294967297 along axis 0", () => matrix.Pad(0, int.MaxValue, int.MaxValue) },
        { "Reshape: no size in place of −1 makes [0, -1]", () => Tensor.Zeros<double>([0]).Reshape(0, -1) },
        { "Squeeze: axis 1 of shape [3, 4] has size 4, expected 1", () => matrix.Squeeze(1) },
        { "Concatenate: expected at least one tensor, got none", () => Tensor.Concatenate<double>([]) },
        { "Stack: expected at least one tensor, got none", () => Tensor.Stack<double>([]) },
        { "CrossEntropy: expected class weights [4], got [3]", () => Loss.CrossEntropy(matrix, [0, 1, 2], Tensor.Ones<double>([3])) },
        { "CrossEntropy: expected class weights [4], got [1, 4]", () => Loss.CrossEntropy(matrix, matrix, Tensor.Ones<double>([1, 4])) },
        { "CrossEntropy: expected scores [..., classes] and labels [...], got [3, 4] and [2]", () => Loss.CrossEntropy(matrix, [0, 1]) },
        { "Hinge: targets must be −1 or 1, got 0", () => Loss.Hinge(matrix, Tensor.Zeros<double>([3, 4])) },
    };

    [Theory]
    [MemberData(nameof(OutOfRange), DisableDiscoveryEnumeration = true)]
    public void Arguments_out_of_range_are_refused(string message, Func<object> call)
    {
        ArgumentOutOfRangeException exception = Assert.Throws<ArgumentOutOfRangeException>(call);
        Assert.StartsWith(message, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Invalid), DisableDiscoveryEnumeration = true)]
    public void Arguments_that_do_not_fit_are_refused(string message, Func<object> call)
    {
        ArgumentException exception = Assert.Throws<ArgumentException>(call);
        Assert.StartsWith(message, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Null_is_refused()
    {
        Assert.Throws<ArgumentNullException>(() => matrix + null!);
        Assert.Throws<ArgumentNullException>(() => matrix.MatMul(null!));
        Assert.Throws<ArgumentNullException>(() => Tensor.Concatenate<double>([matrix, null!]));
        Assert.Throws<ArgumentNullException>(() => Tensor.Concatenate<double>([null!, matrix]));
        Assert.Throws<ArgumentNullException>(() => Tensor.Stack<double>([matrix, null!]));
        Assert.Throws<ArgumentNullException>(() => Loss.CrossEntropy(matrix, (IndexTensor)null!));
        Assert.Throws<ArgumentNullException>(() => Loss.MeanSquaredError(matrix, null!));
    }
}
