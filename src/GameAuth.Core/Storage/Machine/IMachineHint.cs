namespace GameAuth.Storage;

/// <summary>What tells this machine from another one. A hint, and never a key: containers and cloned disks share it, and a reinstalled system has a new one.</summary>
internal interface IMachineHint
{
    /// <summary>The hint; null where there is none that means anything.</summary>
    string? Read();
}
