using GameAuth.Providers;

namespace GameAuth.Torture;

public sealed class KeepsakeAccount : Account
{
    internal KeepsakeAccount(AccountBinding binding)
        : base(binding)
    {
    }
}
