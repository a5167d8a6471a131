
namespace GameAuth.Hardware.Tests;

/// <summary>A fact that needs a software TPM; it is skipped, with the command that installs one, where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class TpmFactAttribute : FactAttribute
{
    public TpmFactAttribute() => Skip = SoftwareTpm.Missing;
}
