namespace MiniGrad.Kernels;

/// <summary>As many rows of few columns as a vector has elements, to a vector of each column and back, by whole vectors: what was written
/// element by element is slow to read as a vector.</summary>
internal static unsafe class Interleaving<TVector, T, TSimd>
    where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T> where TSimd : ISimd<TVector, T>
{
    /// <summary>The most columns for which this pays.</summary>
    public const int Max = 4;

    /// <summary>columns[c·distance + r] = rows[r·count + c].</summary>
    [MethodImpl(AggressiveInlining)]
    public static void Split(T* rows, int count, T* columns, int distance)
    {
        for (int c = 0; c < count; c++, columns += distance)
        {
            // Element r comes from the place r·count + c of all: of this vector there.
            TVector place = TSimd.MultiplyAdd(TSimd.Indices, TSimd.Constant(count), TSimd.Constant(c));
            TVector vector = Quotient(place, TSimd.Lanes), inVector = Rest(place, vector, TSimd.Lanes);
            TVector result = TSimd.Permute(TSimd.Load(rows), inVector);
            for (int q = 1; q < count; q++)
            {
                TVector other = TSimd.Permute(TSimd.Load(rows + q * TSimd.Lanes), inVector);
                result = TSimd.Select(TSimd.EqualTo(vector, TSimd.Constant(q)), other, result);
            }
            TSimd.Store(result, columns);
        }
    }

    /// <summary>rows[r·count + c] = columns[c·distance + r].</summary>
    [MethodImpl(AggressiveInlining)]
    public static void Join(T* columns, int distance, int count, T* rows)
    {
        for (int q = 0; q < count; q++, rows += TSimd.Lanes)
        {
            TVector place = TSimd.Add(TSimd.Indices, TSimd.Constant(q * TSimd.Lanes));
            TVector row = RowOf(q, count), column = Rest(place, row, count), result = TSimd.Permute(TSimd.Load(columns), row);
            for (int c = 1; c < count; c++)
            {
                TVector other = TSimd.Permute(TSimd.Load(columns + c * distance), row);
                result = TSimd.Select(TSimd.EqualTo(column, TSimd.Constant(c)), other, result);
            }
            TSimd.Store(result, rows);
        }
    }

    /// <summary>The rows that the elements of a vector belong to: one of those that so many columns fill, numbered from 0.</summary>
    [MethodImpl(AggressiveInlining)]
    public static TVector RowOf(int vector, int count) =>
        Quotient(TSimd.Add(TSimd.Indices, TSimd.Constant(vector * TSimd.Lanes)), count);

    /// <summary>A small whole number by another, rounded down.</summary>
    [MethodImpl(AggressiveInlining)]
    private static TVector Quotient(TVector a, int b)
    {
        TVector shift = TSimd.Constant(FloatFormat<T>.RoundingShift);
        TVector quotient = TSimd.MultiplyAdd(a, TSimd.Constant(1.0 / b), TSimd.Constant(0.5 / b - 0.5));
        return TSimd.Subtract(TSimd.Add(quotient, shift), shift);
    }

    [MethodImpl(AggressiveInlining)]
    private static TVector Rest(TVector a, TVector quotient, int b) => TSimd.MultiplyAdd(quotient, TSimd.Constant(-b), a);
}
