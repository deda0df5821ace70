using MiniGrad.Kernels;

namespace MiniGrad;

public partial class Tensor<T>
{
    /// <summary>The affine map <c>x·W + b</c> of every row of this tensor, as one operation.</summary>
    /// <param name="weight">W, of shape [in, out].</param>
    /// <param name="bias">b, of shape [out].</param>
    /// <returns>Of this tensor's shape [..., in] with out in place of in.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit together.</exception>
    public Tensor<T> Linear(Tensor<T> weight, Tensor<T> bias) => Linear(weight, bias, FusedActivation.None);

    /// <summary>The same, and an activation of the result.</summary>
    internal Tensor<T> Linear(Tensor<T> weight, Tensor<T> bias, FusedActivation activation)
    {
        ArgumentNullException.ThrowIfNull(weight);
        ArgumentNullException.ThrowIfNull(bias);
        if (Rank < 1 || weight.Rank != 2 || bias.Rank != 1 || Shape[-1] != weight.Shape[0] || bias.Shape[0] != weight.Shape[1])
            throw new ArgumentException(
                $"Linear: expected x [..., in], weight [in, out] and bias [out], got {Shape}, {weight.Shape} and {bias.Shape}.",
                nameof(weight));
        if (Rank == 2)
        {
            GraphState state = GraphState.Current;
            return state.OnlyComputes
                ? LinearOperation<T>.Compute(this, weight, bias, activation)
                : new LinearOperation<T>(this, weight, bias, activation).Apply(state);
        }
        Shape output = (int[])[.. Shape.AsSpan()[..^1], weight.Shape[1]];
        return new LinearOperation<T>(Reshape(Shape.Create(Shape.Product(0, Rank - 1), Shape[-1])), weight, bias, activation).Apply()
            .Reshape(output);
    }
}

/// <summary>Y = σ(X·W + b) of a matrix X. With D = G·σ′: ∂/∂X = D·Wᵀ, ∂/∂W = Xᵀ·D, ∂/∂b = the sum of the rows of D.</summary>
/// <remarks>Each sum starts from its bias.</remarks>
internal sealed class LinearOperation<T>(Tensor<T> x, Tensor<T> weight, Tensor<T> bias, FusedActivation activation) : Operation<T>(x,
    weight, bias)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings => OperationSettings.Of(("activation", activation));

    /// <summary>Names the activation too, which no operation of its own stands for.</summary>
    public override string Name => activation == FusedActivation.None ? base.Name : $"{base.Name} + {activation}";

    private FusedActivation Applied => Absorbed is null ? activation : FusedActivations.Of(Absorbed);

    /// <summary>The output alone, where no operation is needed for anything else.</summary>
    public static Tensor<T> Compute(Tensor<T> x, Tensor<T> weight, Tensor<T> bias, FusedActivation activation)
    {
        Shape shape = Shape.Matrix(x.Shape[0], weight.Shape[1]);
        Tensor<T> output = new(GC.AllocateUninitializedArray<T>(shape.ElementCount), shape);
        Compute(x, weight, bias, activation, output.Buffer);
        return output;
    }

    protected override Shape InferShape() => Shape.Matrix(First.Shape[0], Second.Shape[1]);

    protected override void Forward(Span<T> output) => Compute(First, Second, Third, Applied, output);

    private static void Compute(Tensor<T> x, Tensor<T> weight, Tensor<T> bias, FusedActivation activation, Span<T> output)
    {
        switch (activation)
        {
            case FusedActivation.None:
                Multiply(x, weight, bias, output, default(NoFinish<T>));
                break;
            case FusedActivation.Relu:
                Multiply(x, weight, bias, output, default(RectifyFinish<T>));
                break;
            case FusedActivation.Tanh:
                Multiply(x, weight, bias, output, default(FunctionFinish<T, TanhOperation<T>.Operator>));
                break;
            default:
                Multiply(x, weight, bias, output, default(FunctionFinish<T, SigmoidOperation<T>.Operator>));
                break;
        }
    }

    private static void Multiply<TFinish>(Tensor<T> x, Tensor<T> weight, Tensor<T> bias, Span<T> output, TFinish finish)
        where TFinish : unmanaged, IFinish<T>
    {
        ReadOnlySpan<int> sizes = weight.Shape.AsSpan();
        MatrixProduct.Multiply(
            x.Span, weight.Span, bias.Span, output, x.Shape.AsSpan()[0], sizes[1], sizes[0], transposeA: false, transposeB: false,
            accumulate: false, finish);
    }

    private protected override unsafe bool Prepare(PreparedCall<T>* call) => Applied switch
    {
        FusedActivation.None => Prepare(call, default(ProductEnd<T>)),
        FusedActivation.Relu => Prepare(call, default(ProductEnd<T, RectifyOperator<T>>)),
        FusedActivation.Tanh => Prepare(call, default(ProductEnd<T, TanhOperation<T>.Operator>)),
        _ => Prepare(call, default(ProductEnd<T, SigmoidOperation<T>.Operator>)),
    };

    private unsafe bool Prepare<TEnd>(PreparedCall<T>* call, TEnd end) where TEnd : unmanaged, IProductEnd<T> =>
        Third.Address != null && PreparedProduct.TryPrepare(
            call, First.Address, Second.Address, Third.Address, Output.Address, First.Shape[0], Second.Shape[1], Second.Shape[0],
            transposeA: false, transposeB: false, Output.Storage.IsPadded, end);

    private protected override bool CanAbsorb(Operation<T> reader) =>
        activation == FusedActivation.None && FusedActivations.Of(reader) != FusedActivation.None;

    protected internal override bool ReleasesGradient => true;

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink)
    {
        Tensor<T> inner = activation == FusedActivation.None
            ? gradient : sink.Compute(new FusedActivationGradient<T>(activation, Output, gradient), gradient);
        sink.Add(0, new MatrixGradient<T>(inner, Second, TransposeA: false, TransposeB: true));
        sink.Add(1, new MatrixGradient<T>(First, inner, TransposeA: true, TransposeB: false));
        sink.Add(2, new RowSum<T>(inner));
    }
}
