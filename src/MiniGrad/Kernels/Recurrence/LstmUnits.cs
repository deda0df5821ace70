using static MiniGrad.Kernels.VectorMemory;

namespace MiniGrad.Kernels;

/// <summary>Long short-term memory: i, f, o = σ(a), g = tanh(a), c = f·c₋ + i·g, h = o·tanh(c), gates in the order i, f, g, o.</summary>
/// <remarks>Traced: i, f, g, o, tanh(c), c.</remarks>
internal readonly unsafe struct LstmUnits<T> : IRecurrentCell<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static int Gates => 4;

    public static int Traced => 6;

    public static bool HasCell => true;

    [MethodImpl(AggressiveOptimization)]
    public static void Forward<TSimd, TVector>(RecurrentUnits<T> units) where TSimd : struct, ISimd<TVector, T> where TVector : struct
    {
        int count = units.Count;
        T* p = units.Projected, r = units.Recurrent, trace = units.Trace, cellBefore = units.CellBefore, output = units.Output;
        for (int j = 0; j < count; j += TSimd.Lanes)
        {
            int left = count - j;
            TVector i = ExponentialFunction.Sigmoid<TSimd, TVector, T>(Sum<TSimd, TVector>(p + j, r + j, left));
            TVector f = ExponentialFunction.Sigmoid<TSimd, TVector, T>(Sum<TSimd, TVector>(p + count + j, r + count + j, left));
            TVector g = ExponentialFunction.Tanh<TSimd, TVector, T>(Sum<TSimd, TVector>(p + 2 * count + j, r + 2 * count + j, left));
            TVector o = ExponentialFunction.Sigmoid<TSimd, TVector, T>(Sum<TSimd, TVector>(p + 3 * count + j, r + 3 * count + j, left));
            TVector before = cellBefore == null ? TSimd.Constant(0) : Load<TSimd, TVector, T>(cellBefore + j, left);
            TVector cell = TSimd.MultiplyAdd(f, before, TSimd.Multiply(i, g));
            TVector squashed = ExponentialFunction.Tanh<TSimd, TVector, T>(cell);
            Store<TSimd, TVector, T>(i, trace + j, left);
            Store<TSimd, TVector, T>(f, trace + count + j, left);
            Store<TSimd, TVector, T>(g, trace + 2 * count + j, left);
            Store<TSimd, TVector, T>(o, trace + 3 * count + j, left);
            Store<TSimd, TVector, T>(squashed, trace + 4 * count + j, left);
            Store<TSimd, TVector, T>(cell, trace + 5 * count + j, left);
            Store<TSimd, TVector, T>(TSimd.Multiply(o, squashed), output + j, left);
        }
    }

    [MethodImpl(AggressiveOptimization)]
    public static void Backward<TSimd, TVector>(RecurrentUnits<T> units) where TSimd : struct, ISimd<TVector, T> where TVector : struct
    {
        int count = units.Count;
        T* trace = units.Trace, cellBefore = units.CellBefore, carried = units.Carried, carriedCell = units.CarriedCell;
        T* target = units.ProjectedGradient, gradient = units.OutputGradient;
        TVector one = TSimd.Constant(1), bound = TSimd.Constant(Vanishing.Bound<T>());
        for (int j = 0; j < count; j += TSimd.Lanes)
        {
            int left = count - j;
            TVector i = Load<TSimd, TVector, T>(trace + j, left), f = Load<TSimd, TVector, T>(trace + count + j, left);
            TVector g = Load<TSimd, TVector, T>(trace + 2 * count + j, left), o = Load<TSimd, TVector, T>(trace + 3 * count + j, left);
            TVector squashed = Load<TSimd, TVector, T>(trace + 4 * count + j, left);
            TVector before = cellBefore == null ? TSimd.Constant(0) : Load<TSimd, TVector, T>(cellBefore + j, left);
            TVector dh = TSimd.Add(Load<TSimd, TVector, T>(gradient + j, left), Load<TSimd, TVector, T>(carried + j, left));
            TVector slope = TSimd.Multiply(o, TSimd.Subtract(one, TSimd.Multiply(squashed, squashed)));
            TVector dc = TSimd.MultiplyAdd(dh, slope, Load<TSimd, TVector, T>(carriedCell + j, left));
            dc = Vanishing.Flush<TSimd, TVector, T>(dc, bound);
            TVector di = TSimd.Multiply(TSimd.Multiply(dc, g), TSimd.Multiply(i, TSimd.Subtract(one, i)));
            TVector df = TSimd.Multiply(TSimd.Multiply(dc, before), TSimd.Multiply(f, TSimd.Subtract(one, f)));
            TVector dg = TSimd.Multiply(TSimd.Multiply(dc, i), TSimd.Subtract(one, TSimd.Multiply(g, g)));
            TVector dOut = TSimd.Multiply(TSimd.Multiply(dh, squashed), TSimd.Multiply(o, TSimd.Subtract(one, o)));
            Store<TSimd, TVector, T>(Vanishing.Flush<TSimd, TVector, T>(di, bound), target + j, left);
            Store<TSimd, TVector, T>(Vanishing.Flush<TSimd, TVector, T>(df, bound), target + count + j, left);
            Store<TSimd, TVector, T>(Vanishing.Flush<TSimd, TVector, T>(dg, bound), target + 2 * count + j, left);
            Store<TSimd, TVector, T>(Vanishing.Flush<TSimd, TVector, T>(dOut, bound), target + 3 * count + j, left);
            Store<TSimd, TVector, T>(TSimd.Multiply(dc, f), carriedCell + j, left);
            Store<TSimd, TVector, T>(TSimd.Constant(0), carried + j, left);
        }
    }

    [MethodImpl(AggressiveInlining)]
    private static TVector Sum<TSimd, TVector>(T* a, T* b, int left) where TSimd : struct, ISimd<TVector, T> where TVector : struct =>
        TSimd.Add(Load<TSimd, TVector, T>(a, left), Load<TSimd, TVector, T>(b, left));
}
