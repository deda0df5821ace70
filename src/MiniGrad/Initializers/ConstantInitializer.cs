namespace MiniGrad.Initializers;

internal sealed class ConstantInitializer(double value) : Initializer
{
    public override Tensor<T> Create<T>(Shape shape, Random random) => Tensor.Full(shape, T.CreateChecked(value));
}
