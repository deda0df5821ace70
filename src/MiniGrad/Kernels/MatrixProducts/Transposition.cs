using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MiniGrad.Kernels;

/// <summary>Copies of matrices with rows and columns exchanged.</summary>
internal static unsafe class Transposition
{
    /// <summary>target[j, i] = source[i, j].</summary>
    [MethodImpl(AggressiveOptimization)]
    public static void Copy<T>(T* source, nint sourceRow, int rows, int columns, T* target, nint targetRow)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int block = Avx.IsSupported ? Vector256<T>.Count : 1, wholeRows = rows - rows % block, wholeColumns = columns - columns % block;
        if (block > 1)
        {
            for (int i = 0; i < wholeRows; i += block)
            {
                T* from = source + i * sourceRow, to = target + i;
                for (int j = 0; j < wholeColumns; j += block, from += block, to += block * targetRow)
                {
                    if (typeof(T) == typeof(float)) EightByEight((float*)from, sourceRow, (float*)to, targetRow);
                    else FourByFour((double*)from, sourceRow, (double*)to, targetRow);
                }
            }
        }
        else
        {
            wholeColumns = 0;
        }
        for (int j = wholeRows < rows ? 0 : wholeColumns; j < columns; j++)
            for (int i = j < wholeColumns ? wholeRows : 0; i < rows; i++) target[j * targetRow + i] = source[i * sourceRow + j];
    }

    // Halves of two rows, four apart, share a vector, put together as they are loaded; what is left is a transposition within each half.
    [MethodImpl(AggressiveInlining)]
    private static void EightByEight(float* source, nint sourceRow, float* target, nint targetRow)
    {
        FourRows(source, sourceRow, target, targetRow);
        FourRows(source + 4, sourceRow, target + 4 * targetRow, targetRow);
    }

    [MethodImpl(AggressiveInlining)]
    private static void FourRows(float* source, nint sourceRow, float* target, nint targetRow)
    {
        float* below = source + 4 * sourceRow;
        Vector256<float> x0 = Vector256.Create(Vector128.Load(source), Vector128.Load(below));
        Vector256<float> x1 = Vector256.Create(Vector128.Load(source + sourceRow), Vector128.Load(below + sourceRow));
        Vector256<float> x2 = Vector256.Create(Vector128.Load(source + 2 * sourceRow), Vector128.Load(below + 2 * sourceRow));
        Vector256<float> x3 = Vector256.Create(Vector128.Load(source + 3 * sourceRow), Vector128.Load(below + 3 * sourceRow));
        Vector256<float> low01 = Avx.UnpackLow(x0, x1), high01 = Avx.UnpackHigh(x0, x1);
        Vector256<float> low23 = Avx.UnpackLow(x2, x3), high23 = Avx.UnpackHigh(x2, x3);
        Avx.Shuffle(low01, low23, 0b_01_00_01_00).Store(target);
        Avx.Shuffle(low01, low23, 0b_11_10_11_10).Store(target + targetRow);
        Avx.Shuffle(high01, high23, 0b_01_00_01_00).Store(target + 2 * targetRow);
        Avx.Shuffle(high01, high23, 0b_11_10_11_10).Store(target + 3 * targetRow);
    }

    [MethodImpl(AggressiveInlining)]
    private static void FourByFour(double* source, nint sourceRow, double* target, nint targetRow)
    {
        TwoRows(source, sourceRow, target, targetRow);
        TwoRows(source + 2, sourceRow, target + 2 * targetRow, targetRow);
    }

    [MethodImpl(AggressiveInlining)]
    private static void TwoRows(double* source, nint sourceRow, double* target, nint targetRow)
    {
        Vector256<double> x0 = Vector256.Create(Vector128.Load(source), Vector128.Load(source + 2 * sourceRow));
        Vector256<double> x1 = Vector256.Create(Vector128.Load(source + sourceRow), Vector128.Load(source + 3 * sourceRow));
        Avx.UnpackLow(x0, x1).Store(target);
        Avx.UnpackHigh(x0, x1).Store(target + targetRow);
    }
}
