namespace GameAuth.Interop.Processes;

/// <summary>As <see cref="SignalFactAttribute"/>, for a theory.</summary>
public sealed class SignalTheoryAttribute : TheoryAttribute
{
    public SignalTheoryAttribute() => Skip = new SignalFactAttribute().Skip;
}
