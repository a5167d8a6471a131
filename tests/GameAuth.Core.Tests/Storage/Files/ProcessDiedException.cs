namespace GameAuth.Core.Tests.Storage;

/// <summary>Stands for kill -9: nothing in the store may catch it, so no clean-up runs.</summary>
internal sealed class ProcessDiedException : Exception;
