using MiniGrad.Kernels;
using MiniGrad.Optimizers;

namespace MiniGrad;

// What is recorded for batches of one shape.
public sealed partial class TrainingStep<T>
{
    /// <summary>The step for batches of one shape, while the same parameters are frozen.</summary>
    private sealed class Variant
    {
        private readonly Optimizer<T> optimizer;
        private readonly Shape targets;
        private readonly Shape? weights;
        private readonly bool[] areFrozen;
        private readonly Tensor<T>?[] own = new Tensor<T>?[3];

        public Variant(TrainingStep<T> step, StepRecording<T> recording, StepData<T> data)
        {
            optimizer = step.optimizer;
            Recording = recording;
            targets = data.TargetShape;
            weights = data.Weights?.Shape;
            areFrozen = [.. optimizer.Parameters.Select(parameter => parameter.IsFrozen)];
            Evaluate = () =>
            {
                recording.Run();
                return step.Guard(Pass(recording.Results, optimizer.Parameters));
            };
        }

        /// <summary>Computes the loss of the batch that is bound, and its gradients.</summary>
        public Func<T> Evaluate { get; }

        public StepRecording<T> Recording { get; }

        public IndexTensor? Labels { get; init; }

        public ThreadChoice Threads { get; } = new();

        /// <summary>The bytes of its copy of a batch.</summary>
        public unsafe long OwnBytes => own.Sum(memory => (long)(memory?.ElementCount ?? 0) * sizeof(T)) + (Labels?.Buffer.Length ?? 0L) * sizeof(int);

        /// <summary>Binds an input to memory that belongs to this variant, to be filled with new values.</summary>
        public Span<T> OwnMemory(int input)
        {
            Tensor<T> memory = own[input] ??= new Tensor<T>(Storage<T>.Aligned(Recording.InputShape(input).ElementCount), Recording.InputShape(input));
            Recording.Bind(input, memory);
            return memory.Buffer;
        }

        public bool Fits(Shape inputShape, Shape targetShape, Shape? weightShape)
        {
            if (Recording.InputShape(0) != inputShape || targets != targetShape || weights != weightShape) return false;
            for (int i = 0; i < areFrozen.Length; i++)
                if (optimizer.At(i).IsFrozen != areFrozen[i]) return false;
            return true;
        }
    }
}
