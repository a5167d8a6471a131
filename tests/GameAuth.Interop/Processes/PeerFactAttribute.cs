namespace GameAuth.Interop.Processes;

/// <summary>A fact that needs the foreign clients; it is skipped, with the command that installs them, where they are absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PeerFactAttribute : FactAttribute
{
    public PeerFactAttribute() => Skip = NodePeers.Missing;
}

/// <summary>A fact that needs Node.js and no foreign client.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NodeFactAttribute : FactAttribute
{
    public NodeFactAttribute() => Skip = NodeProgram.MissingNode;
}
