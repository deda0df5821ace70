namespace MiniGrad.Kernels;

/// <summary>"Vectors" of one element, for processors without vectors.</summary>
internal readonly unsafe partial struct SimdScalar<T> : ISimd<T, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static int Lanes => 1;
    public static T Broadcast(T value) => value;
    public static T Load(T* source) => *source;
    public static void Store(T value, T* target) => *target = value;
    public static T LoadFirst(T* source, int count) => *source;
    public static T LoadMasked(T* source, T mask) => *source;
    public static T LoadStrided(T* source, nint step) => *source;
    public static void StoreFirst(T value, T* target, int count) => *target = value;
    public static T Add(T a, T b) => a + b;
    public static T Subtract(T a, T b) => a - b;
    public static T Multiply(T a, T b) => a * b;
    public static T Divide(T a, T b) => a / b;

    // Not fused: without the instruction a fused one is computed in software, a hundred times slower.
    [MethodImpl(AggressiveInlining)] public static T MultiplyAdd(T a, T b, T c) => a * b + c;

    public static T FusedMultiplyAdd(T a, T b, T c) => T.FusedMultiplyAdd(a, b, c);
    public static T SquareRoot(T a) => T.Sqrt(a);
}
