namespace GameAuth.Interop.Processes;

/// <summary>A theory that needs a foreign client; skipped, with the command that mends it, where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PeerTheoryAttribute : TheoryAttribute
{
    public PeerTheoryAttribute() => Skip = NodePeers.Missing;
}
