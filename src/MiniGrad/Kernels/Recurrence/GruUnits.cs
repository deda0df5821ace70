using static MiniGrad.Kernels.VectorMemory;

namespace MiniGrad.Kernels;

/// <summary>Gated recurrent unit: r, z = σ(p + q), n = tanh(p + r·q), h = (1 − z)·n + z·h₋, gates in the order r, z, n; p is a
/// pre-activation's part from the input and q that from the state with its bias.</summary>
/// <remarks>Traced: r, z, n and the q of n.</remarks>
internal readonly unsafe struct GruUnits<T> : IRecurrentCell<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static int Gates => 3;

    public static int Traced => 4;

    public static bool HasCell => false;

    [MethodImpl(AggressiveOptimization)]
    public static void Forward<TSimd, TVector>(RecurrentUnits<T> units) where TSimd : struct, ISimd<TVector, T> where TVector : struct
    {
        int count = units.Count;
        T* p = units.Projected, q = units.Recurrent, bias = units.Bias, trace = units.Trace, before = units.Before, output = units.Output;
        for (int j = 0; j < count; j += TSimd.Lanes)
        {
            int left = count - j;
            TVector r = ExponentialFunction.Sigmoid<TSimd, TVector, T>(
                TSimd.Add(Load<TSimd, TVector, T>(p + j, left), Sum<TSimd, TVector>(q + j, bias + j, left)));
            TVector z = ExponentialFunction.Sigmoid<TSimd, TVector, T>(
                TSimd.Add(Load<TSimd, TVector, T>(p + count + j, left), Sum<TSimd, TVector>(q + count + j, bias + count + j, left)));
            TVector inner = Sum<TSimd, TVector>(q + 2 * count + j, bias + 2 * count + j, left);
            TVector n = ExponentialFunction.Tanh<TSimd, TVector, T>(
                TSimd.MultiplyAdd(r, inner, Load<TSimd, TVector, T>(p + 2 * count + j, left)));
            TVector h = before == null ? TSimd.Constant(0) : Load<TSimd, TVector, T>(before + j, left);
            Store<TSimd, TVector, T>(r, trace + j, left);
            Store<TSimd, TVector, T>(z, trace + count + j, left);
            Store<TSimd, TVector, T>(n, trace + 2 * count + j, left);
            Store<TSimd, TVector, T>(inner, trace + 3 * count + j, left);
            TVector kept = TSimd.Multiply(TSimd.Subtract(TSimd.Constant(1), z), n);
            Store<TSimd, TVector, T>(TSimd.MultiplyAdd(z, h, kept), output + j, left);
        }
    }

    [MethodImpl(AggressiveOptimization)]
    public static void Backward<TSimd, TVector>(RecurrentUnits<T> units) where TSimd : struct, ISimd<TVector, T> where TVector : struct
    {
        int count = units.Count;
        T* trace = units.Trace, before = units.Before, carried = units.Carried, gradient = units.OutputGradient;
        T* target = units.ProjectedGradient, inwards = units.RecurrentGradient;
        TVector one = TSimd.Constant(1), bound = TSimd.Constant(Vanishing.Bound<T>());
        for (int j = 0; j < count; j += TSimd.Lanes)
        {
            int left = count - j;
            TVector r = Load<TSimd, TVector, T>(trace + j, left), z = Load<TSimd, TVector, T>(trace + count + j, left);
            TVector n = Load<TSimd, TVector, T>(trace + 2 * count + j, left);
            TVector inner = Load<TSimd, TVector, T>(trace + 3 * count + j, left);
            TVector h = before == null ? TSimd.Constant(0) : Load<TSimd, TVector, T>(before + j, left);
            TVector dh = TSimd.Add(Load<TSimd, TVector, T>(gradient + j, left), Load<TSimd, TVector, T>(carried + j, left));
            dh = Vanishing.Flush<TSimd, TVector, T>(dh, bound);
            TVector keeping = TSimd.Subtract(one, z);
            TVector dn = TSimd.Multiply(TSimd.Multiply(dh, keeping), TSimd.Subtract(one, TSimd.Multiply(n, n)));
            TVector dz = TSimd.Multiply(TSimd.Multiply(dh, TSimd.Subtract(h, n)), TSimd.Multiply(z, keeping));
            TVector dr = TSimd.Multiply(TSimd.Multiply(dn, inner), TSimd.Multiply(r, TSimd.Subtract(one, r)));
            dn = Vanishing.Flush<TSimd, TVector, T>(dn, bound);
            dz = Vanishing.Flush<TSimd, TVector, T>(dz, bound);
            dr = Vanishing.Flush<TSimd, TVector, T>(dr, bound);
            Store<TSimd, TVector, T>(dr, target + j, left);
            Store<TSimd, TVector, T>(dz, target + count + j, left);
            Store<TSimd, TVector, T>(dn, target + 2 * count + j, left);
            Store<TSimd, TVector, T>(dr, inwards + j, left);
            Store<TSimd, TVector, T>(dz, inwards + count + j, left);
            Store<TSimd, TVector, T>(
                Vanishing.Flush<TSimd, TVector, T>(TSimd.Multiply(dn, r), bound), inwards + 2 * count + j, left);
            Store<TSimd, TVector, T>(TSimd.Multiply(dh, z), carried + j, left);
        }
    }

    [MethodImpl(AggressiveInlining)]
    private static TVector Sum<TSimd, TVector>(T* a, T* b, int left) where TSimd : struct, ISimd<TVector, T> where TVector : struct =>
        TSimd.Add(Load<TSimd, TVector, T>(a, left), Load<TSimd, TVector, T>(b, left));
}
