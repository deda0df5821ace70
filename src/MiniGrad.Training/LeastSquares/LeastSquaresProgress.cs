namespace MiniGrad.Training;

/// <summary>How far a run of <see cref="LevenbergMarquardt"/> is after an iteration.</summary>
/// <param name="Iteration">The steps taken.</param>
/// <param name="SumOfSquares">The sum of the squared residuals.</param>
/// <param name="Damping">λ of the last step; 0 for a step of Gauss and Newton.</param>
/// <param name="StepLength">The length of the last step, of a function each parameter times the length of its column of the
/// Jacobian.</param>
/// <param name="Evaluations">How often the residuals were computed.</param>
/// <param name="JacobianEvaluations">How often their Jacobian was computed.</param>
public readonly record struct LeastSquaresProgress(
    int Iteration, double SumOfSquares, double Damping, double StepLength, int Evaluations, int JacobianEvaluations);
