using MiniGrad;

namespace LinearRegression;

/// <summary>
/// The pseudo-inverse's solution <c>β⁺ = X⁺y = (XᵀX)⁻¹Xᵀy</c> of an X whose columns are independent, by Householder's QR factorisation, which does not
/// square the condition number as the formula would (Golub and Van Loan, "Matrix Computations", 4th edition, 2013, section 5.3).
/// </summary>
internal static class LeastSquares
{
    /// <param name="x">X, [samples, coefficients], with at least as many rows as columns.</param>
    /// <param name="y">y, [samples, 1].</param>
    /// <returns>β⁺, [coefficients, 1].</returns>
    public static Tensor<double> Solve(Tensor<double> x, Tensor<double> y)
    {
        int rows = x.Shape[0], columns = x.Shape[1];
        double[] a = x.ToArray(), right = y.ToArray();
        for (int k = 0; k < columns; k++) Reflect(k);

        double[] solution = new double[columns];
        for (int k = columns - 1; k >= 0; k--)
        {
            double sum = right[k];
            for (int j = k + 1; j < columns; j++) sum -= a[k * columns + j] * solution[j];
            solution[k] = sum / a[k * columns + k];
        }
        return Tensor.Create(solution, [columns, 1]);

        // Makes column k zero below its diagonal by the reflection I − 2vvᵀ/vᵀv, applied to what is right of it and to y.
        void Reflect(int k)
        {
            double norm = 0;
            for (int i = k; i < rows; i++) norm = double.Hypot(norm, a[i * columns + k]);
            if (norm == 0) throw new InvalidDataException($"Column {k} of X depends on those before it.");
            double[] v = new double[rows - k];
            for (int i = k; i < rows; i++) v[i - k] = a[i * columns + k];
            v[0] += Math.CopySign(norm, v[0]);
            double square = v.Sum(value => value * value);
            for (int j = k; j <= columns; j++)
            {
                double product = 0;
                for (int i = k; i < rows; i++) product += v[i - k] * At(i, j);
                for (int i = k; i < rows; i++) At(i, j) -= 2 * product / square * v[i - k];
            }
        }

        ref double At(int row, int column) => ref column < columns ? ref a[row * columns + column] : ref right[row];
    }
}
