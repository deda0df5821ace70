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

    /// <summary>As <see cref="Copy"/>, by the widest vectors, of which the last may be filled in part, for copies with few rows: a kernel's
    /// tile has up to fourteen.</summary>
    [MethodImpl(AggressiveOptimization)]
    [SkipLocalsInit]
    public static void Pack<T>(T* source, nint sourceRow, int rows, int columns, T* target, nint targetRow)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!Vector512.IsHardwareAccelerated || !Avx512F.IsSupported)
        {
            Copy(source, sourceRow, rows, columns, target, targetRow);
            return;
        }
        int lanes = Vector512<T>.Count, block = Vector128<T>.Count, wholeColumns = columns - columns % block;
        T** from = stackalloc T*[lanes];
        for (int i = 0; i < rows; i += lanes)
        {
            int count = Math.Min(lanes, rows - i);
            // Rows that are missing repeat the last; nobody writes them.
            for (int r = 0; r < lanes; r++) from[r] = source + (i + Math.Min(r, count - 1)) * sourceRow;
            T* to = target + i;
            int j = 0;
            for (; j < wholeColumns; j += block, to += block * targetRow)
            {
                if (typeof(T) == typeof(float)) FourColumns((float**)from, j, (float*)to, targetRow, count);
                else TwoColumns((double**)from, j, (double*)to, targetRow, count);
            }
            for (; j < columns; j++, to += targetRow)
                for (int r = 0; r < count; r++) to[r] = from[r][j];
        }
    }

    // Quarters of four rows, four apart, share a vector, put together as they are loaded.
    [MethodImpl(AggressiveInlining)]
    private static void FourColumns(float** from, int j, float* target, nint targetRow, int count)
    {
        Vector512<float> x0 = Quarters(from[0] + j, from[4] + j, from[8] + j, from[12] + j);
        Vector512<float> x1 = Quarters(from[1] + j, from[5] + j, from[9] + j, from[13] + j);
        Vector512<float> x2 = Quarters(from[2] + j, from[6] + j, from[10] + j, from[14] + j);
        Vector512<float> x3 = Quarters(from[3] + j, from[7] + j, from[11] + j, from[15] + j);
        Vector512<float> low01 = Avx512F.UnpackLow(x0, x1), high01 = Avx512F.UnpackHigh(x0, x1);
        Vector512<float> low23 = Avx512F.UnpackLow(x2, x3), high23 = Avx512F.UnpackHigh(x2, x3);
        x0 = Avx512F.Shuffle(low01, low23, 0b_01_00_01_00);
        x1 = Avx512F.Shuffle(low01, low23, 0b_11_10_11_10);
        x2 = Avx512F.Shuffle(high01, high23, 0b_01_00_01_00);
        x3 = Avx512F.Shuffle(high01, high23, 0b_11_10_11_10);
        if (count == Vector512<float>.Count)
        {
            x0.Store(target);
            x1.Store(target + targetRow);
            x2.Store(target + 2 * targetRow);
            x3.Store(target + 3 * targetRow);
            return;
        }
        Simd512<float>.StoreFirst(x0, target, count);
        Simd512<float>.StoreFirst(x1, target + targetRow, count);
        Simd512<float>.StoreFirst(x2, target + 2 * targetRow, count);
        Simd512<float>.StoreFirst(x3, target + 3 * targetRow, count);
    }

    [MethodImpl(AggressiveInlining)]
    private static void TwoColumns(double** from, int j, double* target, nint targetRow, int count)
    {
        Vector512<double> x0 = Quarters(from[0] + j, from[2] + j, from[4] + j, from[6] + j);
        Vector512<double> x1 = Quarters(from[1] + j, from[3] + j, from[5] + j, from[7] + j);
        Simd512<double>.StoreFirst(Avx512F.UnpackLow(x0, x1), target, count);
        Simd512<double>.StoreFirst(Avx512F.UnpackHigh(x0, x1), target + targetRow, count);
    }

    [MethodImpl(AggressiveInlining)]
    private static Vector512<float> Quarters(float* a, float* b, float* c, float* d)
    {
        Vector512<float> x = Vector128.Load(a).ToVector256Unsafe().ToVector512Unsafe();
        x = Avx512F.InsertVector128(x, Vector128.Load(b), 1);
        x = Avx512F.InsertVector128(x, Vector128.Load(c), 2);
        return Avx512F.InsertVector128(x, Vector128.Load(d), 3);
    }

    [MethodImpl(AggressiveInlining)]
    private static Vector512<double> Quarters(double* a, double* b, double* c, double* d) =>
        Quarters((float*)a, (float*)b, (float*)c, (float*)d).AsDouble();

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
