using MiniGrad.Data;
using MiniGrad.Layers;
using MiniGrad.Optimizers;
using MiniGrad.Training;

namespace MiniGrad.StudyWorker;

/// <summary>Small trainings in rounds, of which every epoch is kept to go on from.</summary>
internal static class TrainingStudy
{
    private const int Epochs = 9;

    public static Study Run(StudyStorage storage, TimeSpan lease, int trials, int workers)
    {
        SearchSpace space = new();
        HyperParameter<double> rate = space.AddNumber("rate", 1e-3, 0.3, Scale.Logarithmic);
        HyperParameter<int> units = space.AddInteger("units", 2, 16, Scale.Logarithmic);
        HyperParameter<Activation> activation = space.AddChoice("activation", Activation.Tanh, Activation.Relu);
        Tensor<float> x = Tensor.Uniform([96, 2], -1f, 1f, new XoshiroRandom(1));
        (Dataset<float> training, Dataset<float> validation) = new Dataset<float>(x, (x * x).Sum([1], keepDimensions: true)).Split(64);
        Study study = new("trainings", space)
        {
            Seed = 3,
            Overlap = 6,
            Sampler = Sampler.ParzenEstimator(),
            Pruner = Pruner.Hyperband(Epochs),
            Storage = storage,
            Lease = lease,
            CheckpointInterval = TimeSpan.Zero,
        };
        bool isPaced = storage is not MemoryStudyStorage;
        study.Run(
            trials,
            trial =>
            {
                Mlp<float> model = new([2, trial.Get(units), 1], trial.Get(activation), trial.Random, dropout: 0.1);
                return trial.Train(
                    new Trainer<float>(model, new Adam<float>(model.Parameters, trial.Get(rate)), training, validation)
                    {
                        BatchSize = 16,
                        Seed = trial.Seed,
                        Callbacks = isPaced ? [new Pace()] : [],
                    },
                    Epochs);
            },
            workers);
        return study;
    }

    /// <summary>Has the study take long enough for much to happen to it.</summary>
    private sealed class Pace : TrainingCallback
    {
        public override void OnEpoch(EpochResult result) => Thread.Sleep(30);
    }
}
