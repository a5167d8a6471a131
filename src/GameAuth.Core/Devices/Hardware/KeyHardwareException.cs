using System.Diagnostics.CodeAnalysis;

namespace GameAuth.Providers;

/// <summary>What the hardware would not do. The message holds no secret; the source of the key makes a <see cref="CredentialStoreException"/> of it.</summary>
[SuppressMessage("Design", "CA1064:Exceptions should be public", Justification = "It never leaves the assembly: the source of the key translates it.")]
internal sealed class KeyHardwareException(string message, Storage.RowState state) : Exception(message)
{
    public Storage.RowState State { get; } = state;
}
