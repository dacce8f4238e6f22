package dev.breakeven.web;

/// What happened in one bin of the traffic: tokens served by own GPUs and by the API.
record HourLoad(double ownTokens, double spillTokens, double utilisation) {}
