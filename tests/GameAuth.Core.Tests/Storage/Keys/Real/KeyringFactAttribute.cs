namespace GameAuth.Core.Tests.Storage.Real;

/// <summary>A fact that needs GNOME Keyring; it is skipped, with the command that installs it, where it is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class KeyringFactAttribute : FactAttribute
{
    public KeyringFactAttribute() => Skip = Keyring.Missing;
}
