using MiniGrad.Data;
using MiniGrad.Optimizers;

namespace MiniGrad.Training;

// Batch, mini-batch and stochastic descent on a loss over samples: one call, in which the size of the batches is a number.
public static partial class Descent
{
    /// <summary>Goes down on the loss over a data set from a point, with an update for each batch of samples drawn at random.</summary>
    /// <remarks>In every epoch each sample is drawn once, in a new order. Rules count epochs and see the loss over the whole data set,
    /// computed after each of them. After an epoch the run also stops if no parameter has changed over 100 updates or more.</remarks>
    /// <param name="loss">The mean loss of some samples: of a tensor of the start's shape, and the samples.</param>
    /// <param name="start">The point to begin at; it is left as it is.</param>
    /// <param name="data">The samples.</param>
    /// <param name="batchSize">The samples per update: 1 is stochastic descent, usually 32, 64 or 128 mini-batch descent, and null, or as
    /// many as there are, batch descent.</param>
    /// <param name="optimizer">Makes the optimizer for the parameters it is given.</param>
    /// <param name="stop">When to stop, looked at after every epoch.</param>
    /// <param name="random">Draws the samples. May be left out where every batch is all of them.</param>
    /// <param name="options">Trace, capture and the like. Default: none but capture.</param>
    /// <param name="cancellation">Ends the run between two updates, without a result.</param>
    /// <exception cref="ArgumentException">The start or its loss is not finite, there are no samples, or the optimizer is for other
    /// parameters.</exception>
    /// <exception cref="ArgumentNullException">There is nothing to draw the samples with.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The batch size is below 1.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public static SampledDescentResult<T> Minimize<T>(
        Func<Tensor<T>, Batch<T>, Tensor<T>> loss, Tensor<T> start, Dataset<T> data, int? batchSize,
        Func<IReadOnlyList<Parameter<T>>, Optimizer<T>> optimizer, StoppingRule stop, Random? random = null, DescentOptions? options = null,
        CancellationToken cancellation = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentNullException.ThrowIfNull(start);
        return Minimize((x, batch) => loss(x[0], batch), [start], data, batchSize, optimizer, stop, random, options, cancellation);
    }

    /// <summary>Goes down on the loss over a data set from several tensors, each of a shape of its own.</summary>
    /// <param name="loss">The mean loss of some samples: of tensors of the starts' shapes, and the samples.</param>
    /// <inheritdoc cref="Minimize{T}(Func{Tensor{T}, Batch{T}, Tensor{T}}, Tensor{T}, Dataset{T}, int?, Func{IReadOnlyList{Parameter{T}},
    /// Optimizer{T}}, StoppingRule, Random, DescentOptions, CancellationToken)" path="/*[not(self::param)]"/>
    /// <param name="start">The points to begin at, one for each tensor; they are left as they are.</param>
    /// <param name="data">The samples.</param>
    /// <param name="batchSize">The samples per update: 1 is stochastic descent, and null, or as many as there are, batch descent.</param>
    /// <param name="optimizer">Makes the optimizer for the parameters it is given.</param>
    /// <param name="stop">When to stop, looked at after every epoch.</param>
    /// <param name="random">Draws the samples. May be left out where every batch is all of them.</param>
    /// <param name="options">Trace, capture and the like. Default: none but capture.</param>
    /// <param name="cancellation">Ends the run between two updates, without a result.</param>
    public static SampledDescentResult<T> Minimize<T>(
        Func<IReadOnlyList<Tensor<T>>, Batch<T>, Tensor<T>> loss, IReadOnlyList<Tensor<T>> start, Dataset<T> data, int? batchSize,
        Func<IReadOnlyList<Parameter<T>>, Optimizer<T>> optimizer, StoppingRule stop, Random? random = null, DescentOptions? options = null,
        CancellationToken cancellation = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(loss);
        Parameter<T>[] x = StartingPoint.Parameters(nameof(Minimize), start);
        return Minimize(
            batch => loss(x, batch), StartingPoint.Optimizer(nameof(Minimize), optimizer, x), data, batchSize, stop, random, options,
            cancellation);
    }

    /// <summary>Goes down on the loss over a data set by changing the optimizer's parameters, those of a network for example.</summary>
    /// <param name="loss">The mean loss of some samples.</param>
    /// <param name="optimizer">Updates the parameters.</param>
    /// <inheritdoc cref="Minimize{T}(Func{Tensor{T}, Batch{T}, Tensor{T}}, Tensor{T}, Dataset{T}, int?, Func{IReadOnlyList{Parameter{T}},
    /// Optimizer{T}}, StoppingRule, Random, DescentOptions, CancellationToken)" path="/*[not(self::param)]"/>
    /// <param name="data">The samples.</param>
    /// <param name="batchSize">The samples per update: 1 is stochastic descent, and null, or as many as there are, batch descent.</param>
    /// <param name="stop">When to stop, looked at after every epoch.</param>
    /// <param name="random">Draws the samples. May be left out where every batch is all of them.</param>
    /// <param name="options">Trace, capture and the like. Default: none but capture.</param>
    /// <param name="cancellation">Ends the run between two updates, without a result.</param>
    public static SampledDescentResult<T> Minimize<T>(
        Func<Batch<T>, Tensor<T>> loss, Optimizer<T> optimizer, Dataset<T> data, int? batchSize, StoppingRule stop, Random? random = null,
        DescentOptions? options = null, CancellationToken cancellation = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(data);
        return new SampledRun<T>(loss, optimizer, data, batchSize, stop, random, options ?? new()).Run(cancellation);
    }
}
