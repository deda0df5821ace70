namespace MiniGrad.Benchmarks.Ensembles;

/// <summary>The JSON object of the command.</summary>
/// <param name="Network">The sizes of the layers.</param>
/// <param name="TrainingCount">The images to train with.</param>
/// <param name="TestCount">The images to test with.</param>
/// <param name="Epochs">How many passes over the training images.</param>
/// <param name="Draws">How many ensembles of each size there were, each from its own seed.</param>
/// <param name="Rows">The figures of each size, the first of one network.</param>
/// <param name="Times">How long training and inference took.</param>
internal sealed record EnsembleReport(
    IReadOnlyList<int> Network, int TrainingCount, int TestCount, int Epochs, int Draws, IReadOnlyList<EnsembleFigures> Rows,
    EnsembleTimes Times);

/// <summary>The figures of ensembles of one size: the means over all draws, and of the accuracy how it spreads.</summary>
/// <param name="Members">The number of networks.</param>
/// <param name="Accuracy">The share of test images read right.</param>
/// <param name="AccuracySpread">Its standard deviation over draws, of one network over all networks.</param>
/// <param name="LogLoss">The cross-entropy.</param>
/// <param name="CalibrationError">The expected calibration error with 15 bins.</param>
/// <param name="Temperature">The temperature, fitted to one half of the test images and to the other.</param>
/// <param name="CalibratedError">The calibration error with it, each half with that of the other.</param>
/// <param name="CalibratedLogLoss">The cross-entropy with it, likewise.</param>
/// <param name="AboveMean">The draws in which more images were read right than by the members in the mean.</param>
/// <param name="AboveBest">The draws in which more were read right than by the best member.</param>
internal sealed record EnsembleFigures(
    int Members, double Accuracy, double AccuracySpread, double LogLoss, double CalibrationError, double Temperature,
    double CalibratedError, double CalibratedLogLoss, int AboveMean, int AboveBest);

/// <summary>Times in seconds, the fastest of several.</summary>
/// <param name="Members">The members trained.</param>
/// <param name="Workers">The workers that trained them at once.</param>
/// <param name="OneByOne">One after the other by one thread.</param>
/// <param name="Shared">One after the other by as many threads as workers, which share each operation.</param>
/// <param name="AtOnce">By the workers at once.</param>
/// <param name="Row">Probabilities of one row by one network.</param>
/// <param name="RowOfFive">Probabilities of one row by five.</param>
internal sealed record EnsembleTimes(
    int Members, int Workers, double OneByOne, double Shared, double AtOnce, double Row, double RowOfFive);
