using MiniGrad.Data;
using MiniGrad.Kernels;
using MiniGrad.Layers;
using MiniGrad.Optimizers;

namespace MiniGrad;

// What is recorded for batches of one shape.
public sealed partial class TrainingStep<T>
{
    /// <summary>The step for batches of one shape, while the same parameters are frozen and the same layers stay in inference.</summary>
    private sealed class Variant
    {
        private readonly bool isSmall;
        private readonly Optimizer<T> optimizer;
        private readonly SampleParts<T> layout;
        private readonly Shape[] shapes;
        private readonly bool[] areFrozen;
        private readonly long modes = LayerModes.Changes;
        private readonly Tensor<T>?[] own;
        private bool isSettled;
        private long frozenChanges = -1;

        public Variant(TrainingStep<T> step, Batch<T> batch)
        {
            optimizer = step.optimizer;
            shapes = batch.Shapes.ToArray();
            areFrozen = [.. optimizer.Parameters.Select(parameter => parameter.IsFrozen)];
            own = new Tensor<T>?[batch.NumberCount];
            isSmall = shapes.AsSpan(0, own.Length).ToArray().Sum(shape => (long)shape.ElementCount) <= StepRecording<T>.MaxSmallInputs;
            // Nothing of the batch is kept, which may be the whole of the data.
            layout = batch.Layout(
                [.. shapes.AsSpan(own.Length).ToArray().Select(IndexTensor.Pinned)]);
            Recording = new StepRecording<T>(
                numbers => Differentiate(() => step.LossOf(new Batch<T>(layout.With(numbers, layout.Labels))), optimizer.Parameters),
                batch.IsWhole && !isSmall
                    ? batch.Parts.Numbers : [.. own.Select((_, place) => Own(place))], isSmall, layout.Labels, optimizer.Parameters,
                step.buffers);
            Evaluate = [MethodImpl(AggressiveOptimization)] () =>
            {
                Recording.Run();
                if (!isSettled && Recording.IsSettled)
                {
                    if (optimizer.UpdatesTogether) Gradients = CapturedGradients<T>.Of(Recording, optimizer.Parameters);
                    isSettled = true;
                }
                return step.Receive(Recording.Results, step.refusal, ref step.isFirstEvaluation);
            };
        }

        /// <summary>Computes the loss of the batch taken last, and its gradients.</summary>
        public Func<T> Evaluate { get; }

        public StepRecording<T> Recording { get; }

        /// <summary>The gradients of the last evaluation, where there are few numbers, always in the same places, and the optimizer updates
        /// all parameters together.</summary>
        public CapturedGradients<T>? Gradients { get; private set; }

        /// <summary>That of the first numbers, or labels where there are no numbers.</summary>
        public Shape FirstShape => shapes[0];

        public ThreadChoice Threads { get; } = new();

        /// <summary>The bytes of its copy of a batch, and of gradients that no other variant's memory is used for.</summary>
        public unsafe long OwnBytes => (long)(Recording.Gradients?.All.Length ?? 0) * sizeof(T) +
            own.Sum(memory => (long)(memory?.ElementCount ?? 0) * sizeof(T)) + layout.Labels.Sum(
                labels => (long)labels.ElementCount * sizeof(int));

        /// <summary>Reads the tensors of a batch where they are, or samples of a data set into memory of its own.</summary>
        [MethodImpl(AggressiveOptimization)]
        public void Take(Batch<T> batch)
        {
            if (isSmall)
            {
                for (int place = 0; place < own.Length; place++) batch.Copy(place, own[place]!.Buffer);
            }
            else if (batch.IsWhole)
            {
                Tensor<T>[] numbers = batch.Parts.Numbers;
                for (int place = 0; place < numbers.Length; place++) Recording.Bind(place, numbers[place]);
            }
            else
            {
                for (int place = 0; place < own.Length; place++)
                {
                    batch.Copy(place, Own(place).Buffer);
                    Recording.Bind(place, Own(place));
                }
            }
            for (int place = 0; place < layout.Labels.Length; place++) batch.CopyLabels(place, layout.Labels[place].Buffer);
        }

        /// <summary>Whether no layer was switched between training and inference since.</summary>
        public bool IsCurrent => modes == LayerModes.Changes;

        [MethodImpl(AggressiveOptimization)]
        public bool Fits(Batch<T> batch)
        {
            if (!IsCurrent || !batch.IsLike(layout)) return false;
            ReadOnlySpan<Shape> others = batch.Shapes;
            for (int i = 0; i < shapes.Length; i++)
                if (shapes[i] != others[i]) return false;
            return frozenChanges == FrozenParameters.Changes || AreFrozenAsBefore();
        }

        private bool AreFrozenAsBefore()
        {
            long changes = FrozenParameters.Changes;
            Parameter<T>[] parameters = optimizer.ParameterArray;
            for (int i = 0; i < areFrozen.Length; i++)
                if (parameters[i].IsFrozen != areFrozen[i]) return false;
            frozenChanges = changes;
            return true;
        }

        private Tensor<T> Own(int place) => own[place] ??= new Tensor<T>(Storage<T>.Aligned(shapes[place].ElementCount), shapes[place]);
    }
}
