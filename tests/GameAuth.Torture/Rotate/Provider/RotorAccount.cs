using GameAuth.Providers;

namespace GameAuth.Torture;

public sealed class RotorAccount : Account
{
    internal RotorAccount(AccountBinding binding)
        : base(binding)
    {
    }
}
