namespace GameAuth.Torture;

public sealed class KeepsakeOptions;
